import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Cgroup } from '../../../src/discovery/container.js';
import { createProcNames } from '../../../src/discovery/procfs/proc-names.js';
import { createProcReader } from '../../../src/kernel/proc/procfs.js';
import { folderOf } from '../../support/folder.js';

const id = 'c0ffee'.padEnd(64, '0');
const conmon = ['/usr/bin/conmon', '-c', id, '-n', 'web'].join('\0');
const stat = (pid: number, parent: number) => `${pid} (x) S ${parent} 1 1 0 -1 0 0 0 0 0 1 2 0 0 20 0 1 0 5 4096 1 1\n`;

/** A container whose process 10 has a parent with that command line, and whose name is asked for again and again. */
function host(commandLine: string) {
  const root = folderOf({ '10/stat': stat(10, 5), '5/stat': stat(5, 1), '5/cmdline': commandLine });
  const names = createProcNames();
  return {
    setCommandLine: (text: string) => writeFileSync(join(root, '5/cmdline'), text),
    ask: async ({ inode = 7, pids = [10] } = {}) => {
      const path = `/libpod_parent/libpod-${id}`;
      const cgroup: Cgroup = { path, inode, leaf: true, kind: 'container', runtime: { id, name: 'podman' } };
      const processes = { all: () => pids, mustBeVisible: () => {} };
      const answer = await names.ask([cgroup], {
        ...{ proc: createProcReader(root), processes, breathe: () => undefined },
      });
      return answer?.told.get(cgroup)?.name;
    },
  };
}

test('a name is remembered for the life of the cgroup, and no longer', async () => {
  const { ask, setCommandLine } = host(conmon);
  expect(await ask()).toBe('web');
  setCommandLine('sh\0');
  expect(await ask()).toBe('web');
  expect(await ask({ inode: 8 })).toBeUndefined();
});

test('a container that is still being created is looked at again', async () => {
  const { ask, setCommandLine } = host('sh\0');
  expect(await ask()).toBeUndefined();
  expect(await ask()).toBeUndefined();
  setCommandLine(conmon);
  expect(await ask()).toBe('web');
});

test('one without a supervisor is looked at three times, and another in its place again', async () => {
  const { ask, setCommandLine } = host('sh\0');
  for (let i = 0; i < 3; i++) expect(await ask()).toBeUndefined();
  setCommandLine(conmon);
  expect(await ask()).toBeUndefined();
  expect(await ask({ inode: 8 })).toBe('web');
});

test('one without processes yet is no miss', async () => {
  const { ask } = host(conmon);
  for (let i = 0; i < 5; i++) expect(await ask({ pids: [] })).toBeUndefined();
  expect(await ask()).toBe('web');
});
