import { describe, inject } from 'vitest';
import { missingBusybox } from '../support/real/images/busybox-image.js';
import { lacking, missingCommand } from '../support/real/requirements.js';
import { connectVmHost, vmScrapeInterval } from '../support/real/vm/vm-host.js';
import { describeDashboards } from './dashboards/suite.js';

const vm = inject('vm');
const missing = [
  'missing' in vm ? vm.missing : undefined,
  missingCommand('prometheus', 'prometheus'),
  missingBusybox(),
];

describe.skipIf(lacking('dashboards on cgroup v2', missing))('dashboards on cgroup v2', () => {
  describeDashboards({
    startHost: async () => {
      if ('missing' in vm) throw new Error(vm.missing);
      return await connectVmHost(vm);
    },
    interval: vmScrapeInterval,
    absent: {},
  });
});
