import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { createRootfsReader } from '../../../src/kernel/fs/rootfs.js';
import type { FilesystemUsage } from '../../../src/kernel/fs/statfs.js';
import { type Mount, parseMountinfo } from '../../../src/kernel/proc/mountinfo.js';
import { createProcReader } from '../../../src/kernel/proc/procfs.js';
import { folderOf } from '../../support/folder.js';

const never = new AbortController().signal;
const mount = (given: Partial<Mount>): Mount => ({
  id: 1,
  parent: 0,
  major: 254,
  minor: 1,
  mountPoint: '/data',
  fsType: 'ext4',
  source: '/dev/vda1',
  readOnly: false,
  ...given,
});
const usage: FilesystemUsage = { size: 4, free: 3, available: 2, files: 1, filesFree: 1, device: 254 * 256 + 1 };

test('agrees with df and stat on the mounts of this machine', async () => {
  const rootfs = createRootfsReader('/');
  const mounts = createProcReader('/proc').read('1/mountinfo', parseMountinfo) ?? [];
  const asked = mounts.filter(({ fsType, mountPoint }) => mountPoint === '/' || fsType === 'tmpfs');
  expect(asked).not.toHaveLength(0);
  for (const one of asked) {
    const df = execFileSync('df', ['-B1', '--output=size,itotal', one.mountPoint]).toString().trim().split(/\s+/);
    const [size, files] = df.slice(-2).map(Number);
    const answer = await rootfs.usage(one, never);
    // Another mount may cover this one; then neither it nor df is about it.
    if (answer) expect({ size: answer.size, files: answer.files }).toEqual({ size, files });
    else expect(one.mountPoint).not.toBe('/');
  }
});

test('paths are joined below the root', async () => {
  const asked: string[] = [];
  const ask = async (path: string) => {
    asked.push(path);
    return usage;
  };
  await createRootfsReader('/host', { ask }).usage(mount({}), never);
  await createRootfsReader('/', { ask }).usage(mount({}), never);
  expect(asked).toEqual(['/host/data', '/data']);
});

test('another filesystem seen at the mount point is not taken for it', async () => {
  const rootfs = createRootfsReader('/host', { ask: async () => usage });
  expect(await rootfs.usage(mount({}), never)).toEqual(usage);
  expect(await rootfs.usage(mount({ minor: 2 }), never)).toBeUndefined();
  expect(await rootfs.usage(mount({ major: 0, minor: 41, fsType: 'nfs4' }), never)).toBeUndefined();
  // Files of btrfs are on another device than mountinfo says.
  expect(await rootfs.usage(mount({ major: 0, minor: 41, fsType: 'btrfs' }), never)).toEqual(usage);
});

test('device numbers beyond eight bits', async () => {
  // makedev(3): 259:1048575 is the most that Linux has.
  const large = { ...usage, device: 0xff + 259 * 256 + 0xfff * 2 ** 20 };
  const rootfs = createRootfsReader('/', { ask: async () => large });
  expect(await rootfs.usage(mount({ major: 259, minor: 1048575 }), never)).toEqual(large);
  expect(await rootfs.usage(mount({ major: 259, minor: 1048574 }), never)).toBeUndefined();
});

test('dead servers do not keep local disks from being asked', async () => {
  const ask = (path: string) => (path.includes('nfs') ? new Promise<never>(() => {}) : Promise.resolve(usage));
  const rootfs = createRootfsReader('/', { ask, timeoutMs: 20 });
  const remote = [1, 2, 3].map((n) => mount({ mountPoint: `/nfs${n}`, fsType: 'nfs4', major: 0 }));
  const answers = await Promise.all([...remote, mount({})].map((one) => rootfs.usage(one, never)));
  expect(answers).toEqual([undefined, undefined, undefined, usage]);
});

test('reads files below the root', () => {
  const rootfs = createRootfsReader(folderOf({ 'etc/hostname': 'web1\n' }));
  expect(rootfs.read('etc/hostname', (text) => Buffer.from(text).toString())).toBe('web1\n');
  expect(rootfs.read('etc/nothing', () => 1)).toBeUndefined();
});

test("a root directory is the host's, or another", () => {
  const mounts = createProcReader('/proc').read('1/mountinfo', parseMountinfo) ?? [];
  expect(mounts.length).toBeGreaterThan(0);
  expect(createRootfsReader('/').isOther(mounts)).toBe(false);
  expect(createRootfsReader('/proc').isOther(mounts)).toBe(true);
  expect(createRootfsReader('/proc').isOther([])).toBe(false);
});
