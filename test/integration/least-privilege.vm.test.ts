import { describe, inject } from 'vitest';
import { busyboxImage, missingBusybox } from '../support/real/images/busybox-image.js';
import { repository } from '../support/real/repository.js';
import { lacking, missingCommand } from '../support/real/requirements.js';
import { connectVmHost } from '../support/real/vm/vm-host.js';
import { describeLeastPrivilege } from './least-privilege-suite.js';

const vm = inject('vm');
const missing = 'missing' in vm ? vm.missing : undefined;

/**
 * Loading the image into an emulated machine takes minutes, so its parts come from the VM itself: its Node.js, and the
 * repository that is shared into it. User, confinement and mounts are the same.
 */
const program = {
  flags: [
    ...[
      '--user=10882:10882',
      '--entrypoint=/usr/local/bin/node',
      '--volume=/usr/local/bin/node:/usr/local/bin/node:ro',
    ],
    ...['/lib', '/lib64', '/usr/lib'].map((path) => `--volume=${path}:${path}:ro`),
    `--volume=${repository}:/app:ro`,
  ],
  image: [busyboxImage, '/app/dist/main.js'],
};

describe.skipIf(
  lacking('least privilege on cgroup v2', [missing, missingBusybox(), missingCommand('docker', 'docker.io')]),
)('least privilege on cgroup v2', () => {
  describeLeastPrivilege({
    async dockerHost() {
      if ('missing' in vm) throw new Error(vm.missing);
      return (await connectVmHost(vm)).dockerHost;
    },
    program,
    scrapes: 3,
  });
});
