import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe } from 'vitest';
import { missingChromium } from '../support/page/browser.js';
import { connectEngine, localDockerHost } from '../support/real/engine.js';
import { missingBusybox } from '../support/real/images/busybox-image.js';
import { lacking, missingEngine } from '../support/real/requirements.js';
import { startLocalHost } from '../support/real/vm/test-host.js';
import { describeTroubles } from './page/troubles-suite.js';

const missing = [missingChromium(), missingBusybox(), await missingEngine(connectEngine(localDockerHost))];

describe.skipIf(lacking('the page beside containers in trouble', missing))('the page', () => {
  describeTroubles({
    startHost: startLocalHost,
    seconds: 40,
    shell: async (script) => (await promisify(execFile)('bash', ['-euc', script])).stdout,
  });
});
