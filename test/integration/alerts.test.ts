import { describe } from 'vitest';
import { connectEngine, localDockerHost } from '../support/real/engine.js';
import { missingBusybox } from '../support/real/images/busybox-image.js';
import { lacking, missingCommand, missingEngine } from '../support/real/requirements.js';
import { startLocalHost } from '../support/real/vm/test-host.js';
import { describeAlerts } from './alerts/suite.js';

const missing = [
  missingCommand('prometheus', 'prometheus'),
  missingCommand('prometheus-alertmanager', 'prometheus-alertmanager'),
  missingBusybox(),
  await missingEngine(connectEngine(localDockerHost)),
];

describe.skipIf(lacking('alerts on this machine', missing))('alerts on this machine', () => {
  describeAlerts({ startHost: startLocalHost, interval: 2 });
});
