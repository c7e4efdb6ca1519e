import { describe, inject } from 'vitest';
import { describeAlerts } from './alerts/suite.js';
import { missingBusybox } from './support/busybox-image.js';
import { lacking, missingCommand } from './support/requirements.js';
import { connectVmHost, vmScrapeInterval } from './support/vm-host.js';

const vm = inject('vm');
const missing = [
  'missing' in vm ? vm.missing : undefined,
  missingCommand('prometheus', 'prometheus'),
  missingCommand('prometheus-alertmanager', 'prometheus-alertmanager'),
  missingBusybox(),
];

describe.skipIf(lacking('alerts on cgroup v2', missing))('alerts on cgroup v2', () => {
  describeAlerts({
    startHost: async () => {
      if ('missing' in vm) throw new Error(vm.missing);
      return await connectVmHost(vm);
    },
    interval: vmScrapeInterval,
  });
});
