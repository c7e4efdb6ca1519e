import { describe } from 'vitest';
import { describeAlerts } from './alerts/suite.js';
import { missingBusybox } from './support/busybox-image.js';
import { connectEngine, localDockerHost } from './support/engine.js';
import { lacking, missingCommand, missingEngine } from './support/requirements.js';
import { startLocalHost } from './support/test-host.js';

const missing = [
  missingCommand('prometheus', 'prometheus'),
  missingCommand('prometheus-alertmanager', 'prometheus-alertmanager'),
  missingBusybox(),
  await missingEngine(connectEngine(localDockerHost)),
];

describe.skipIf(lacking('alerts on this machine', missing))('alerts on this machine', () => {
  describeAlerts({ startHost: startLocalHost, interval: 2 });
});
