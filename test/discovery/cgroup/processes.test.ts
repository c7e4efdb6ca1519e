import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createProcesses } from '../../../src/discovery/cgroup/processes.js';
import type { Cgroup } from '../../../src/discovery/container.js';
import { createCgroupV1Reader } from '../../../src/kernel/cgroup/cgroup-v1.js';
import { createProcReader } from '../../../src/kernel/proc/procfs.js';
import { folderOf } from '../../support/folder.js';

test('from another pid namespace processes are found by what /proc says of their cgroups', () => {
  const id = 'a'.repeat(64);
  const root = folderOf({
    '10/cgroup': `0::/../docker-${id}.scope\n`,
    '11/cgroup': '0::/../../lxc.payload.web/init.scope\n',
    '12/cgroup': `0::/../../lxc.payload.web/docker/${'b'.repeat(64)}\n`,
    '13/cgroup': '0::/../../lxc.payload.web2\n',
    '14/cgroup': '9:pids:/default/web\n8:memory:/default/web\n',
    '15/cgroup': '0::/system.slice/default/web-2\n',
  });
  // This process as the host numbers it.
  symlinkSync('4242', join(root, 'self'));
  const processes = createProcesses(createCgroupV1Reader({}), createProcReader(root));
  const all = (path: string, name: string | undefined) => {
    const runtime = {
      id: name ?? id,
      name: 'unknown',
      ...(name === undefined ? {} : { containerName: name }),
    } as const;
    const cgroup: Cgroup = { path, inode: 1, leaf: true, kind: 'container', runtime };
    return processes.all(cgroup);
  };
  expect(all(`/system.slice/docker-${id}.scope`, undefined)).toEqual([10]);
  expect(all('/lxc.payload.web', 'web')).toEqual([11, 12]);
  expect(all('/default/web', 'web')).toEqual([14]);
  expect(all('/lxc/101', '101')).toBeUndefined();
});
