import { describe, inject } from 'vitest';
import { missingChromium } from '../support/page/browser.js';
import { dockerCli } from '../support/real/docker-cli.js';
import { missingBusybox } from '../support/real/images/busybox-image.js';
import { lacking } from '../support/real/requirements.js';
import { connectVmHost } from '../support/real/vm/vm-host.js';
import { hostShell } from '../support/real/vm/vm-shell.js';
import { describeTroubles } from './page/troubles-suite.js';

const vm = inject('vm');
const missing = ['missing' in vm ? vm.missing : undefined, missingChromium(), missingBusybox()];

describe.skipIf(lacking('the page on cgroup v2', missing))('the page on cgroup v2', () => {
  describeTroubles({
    startHost: async () => {
      if ('missing' in vm) throw new Error(vm.missing);
      return await connectVmHost(vm);
    },
    seconds: 180,
    shell: (script) => hostShell(dockerCli('missing' in vm ? '' : vm.dockerHost))(script),
    pressure: true,
  });
});
