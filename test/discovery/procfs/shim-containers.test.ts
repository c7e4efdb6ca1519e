import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createShimContainers } from '../../../src/discovery/procfs/shim-containers.js';
import { createProcReader } from '../../../src/kernel/proc/procfs.js';
import { folderOf } from '../../support/folder.js';

const stat = (pid: number, parent: number) => `${pid} (x) S ${parent} 1 1 0 -1 0 0 0 0 0 1 2 0 0 20 0 1 0 5 4096 1 1\n`;

/** A cgroup with process 10, whose parent has that command line. */
function host(path: string, words: readonly string[]) {
  const root = folderOf({
    [`cgroup${path}/cgroup.procs`]: '10\n11\n',
    'proc/10/stat': stat(10, 5),
    'proc/11/stat': stat(11, 10),
    'proc/5/stat': stat(5, 1),
    'proc/5/cmdline': words.map((word) => `${word}\0`).join(''),
  });
  const shims = createShimContainers();
  return { root, ask: () => shims.forWalk(`${root}/cgroup`, createProcReader(`${root}/proc`))(path) };
}
const shim = (namespace: string, id: string) => ['containerd-shim-runc-v2', '-namespace', namespace, '-id', id];

test("a cgroup is a container of containerd's where its shim is of that namespace and id", () => {
  expect(host('/default/web', shim('default', 'web')).ask()).toEqual({
    ...{ id: 'web', name: 'containerd', containerName: 'web' },
  });
});

test.each([
  ['another id', '/default/web', shim('default', 'db')],
  ['another namespace', '/jobs/web', shim('default', 'web')],
  ['another parent', '/default/web', ['/usr/sbin/cron', '-namespace', 'default', '-id', 'web']],
  ['another depth', '/a/default/web', shim('default', 'web')],
])('%s is none', (_, path, words) => expect(host(path, words).ask()).toBeUndefined());

test('an answer is remembered for the life of the cgroup, and no longer', () => {
  const { root, ask } = host('/default/web', shim('default', 'web'));
  expect(ask()).toBeDefined();
  writeFileSync(join(root, 'proc/5/cmdline'), 'other\0');
  expect(ask()).toBeDefined();
  const cgroup = join(root, 'cgroup/default/web');
  // Another folder takes the next inode as long as the first one is there.
  mkdirSync(join(root, 'cgroup/default/next'));
  rmSync(cgroup, { recursive: true });
  mkdirSync(join(root, 'cgroup/default/third'));
  mkdirSync(cgroup);
  writeFileSync(join(cgroup, 'cgroup.procs'), '10\n');
  expect(ask()).toBeUndefined();
});
