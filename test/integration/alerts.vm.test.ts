import { describe, inject } from 'vitest';
import { missingBusybox } from '../support/real/images/busybox-image.js';
import { lacking, missingCommand } from '../support/real/requirements.js';
import { connectVmHost, vmScrapeInterval } from '../support/real/vm/vm-host.js';
import { describeAlerts } from './alerts/suite.js';

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
