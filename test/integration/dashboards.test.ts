import { describe } from 'vitest';
import { connectEngine, localDockerHost } from '../support/real/engine.js';
import { missingBusybox } from '../support/real/images/busybox-image.js';
import { lacking, missingCommand, missingEngine } from '../support/real/requirements.js';
import { startLocalHost } from '../support/real/vm/test-host.js';
import { describeDashboards } from './dashboards/suite.js';

const docker = connectEngine(localDockerHost);
const missing = [missingCommand('prometheus', 'prometheus'), missingBusybox(), await missingEngine(docker)];

describe.skipIf(lacking('dashboards on this machine', missing))('dashboards on this machine', () => {
  describeDashboards({
    startHost: startLocalHost,
    interval: 1,
    absent: { 'container / Limit hits and OOM kills / B': 'memory.high, which cgroup v1 lacks' },
  });
});
