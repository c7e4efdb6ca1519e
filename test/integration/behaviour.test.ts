import { describe } from 'vitest';
import { describeBehaviour } from './behaviour/suite.js';
import { missingBusybox } from './support/busybox-image.js';
import { connectEngine, localDockerHost } from './support/engine.js';
import { lacking, missingEngine } from './support/requirements.js';
import { startLocalHost } from './support/test-host.js';

const missing = [missingBusybox(), await missingEngine(connectEngine(localDockerHost))];

describe.skipIf(lacking('containers on this machine', missing))('containers on this machine', () => {
  describeBehaviour(() => startLocalHost());
});
