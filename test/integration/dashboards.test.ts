import { describe } from 'vitest';
import { describeDashboards } from './dashboards/suite.js';
import { missingBusybox } from './support/busybox-image.js';
import { connectEngine, localDockerHost } from './support/engine.js';
import { lacking, missingCommand, missingEngine } from './support/requirements.js';
import { startLocalHost } from './support/test-host.js';

const docker = connectEngine(localDockerHost);
const missing = [missingCommand('prometheus', 'prometheus'), missingBusybox(), await missingEngine(docker)];

describe.skipIf(lacking('dashboards on this machine', missing))('dashboards on this machine', () => {
  describeDashboards({
    startHost: startLocalHost,
    interval: 1,
    absent: { 'container / Limit hits and OOM kills / B': 'memory.high, which cgroup v1 lacks' },
  });
});
