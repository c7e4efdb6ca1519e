import { describe } from 'vitest';
import { connectEngine, localDockerHost } from '../support/real/engine.js';
import { missingBusybox } from '../support/real/images/busybox-image.js';
import { lacking, missingEngine } from '../support/real/requirements.js';
import { startLocalHost } from '../support/real/vm/test-host.js';
import { describeBehaviour } from './behaviour/suite.js';

const missing = [missingBusybox(), await missingEngine(connectEngine(localDockerHost))];

describe.skipIf(lacking('containers on this machine', missing))('containers on this machine', () => {
  describeBehaviour(() => startLocalHost());
});
