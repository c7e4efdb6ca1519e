import { describe, inject } from 'vitest';
import { missingBusybox } from '../support/real/images/busybox-image.js';
import { lacking } from '../support/real/requirements.js';
import { connectVmHost } from '../support/real/vm/vm-host.js';
import { describeBehaviour } from './behaviour/suite.js';

const vm = inject('vm');
const missing = 'missing' in vm ? vm.missing : undefined;

describe.skipIf(lacking('containers on cgroup v2', [missing, missingBusybox()]))('containers on cgroup v2', () => {
  describeBehaviour(async () => {
    if ('missing' in vm) throw new Error(vm.missing);
    return await connectVmHost(vm);
  });
});
