import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isAtOrBelow, mountOfPath, parseMountinfo } from '../../../src/kernel/proc/mountinfo.js';
import { createProcReader } from '../../../src/kernel/proc/procfs.js';

const mounts = parseMountinfo(
  Buffer.from(`1 0 8:1 / / rw - ext4 /dev/sda1 rw
2 1 8:2 / /var rw - ext4 /dev/sda2 rw
3 2 8:3 / /var/lib/docker rw - xfs /dev/sda3 rw
4 1 8:4 / /data rw - ext4 /dev/sda4 rw
5 4 8:5 / /data rw - xfs /dev/sda5 rw
`),
);

test.each([
  ['/', '/dev/sda1'],
  ['/etc/hosts', '/dev/sda1'],
  ['/var', '/dev/sda2'],
  ['/variety', '/dev/sda1'],
  ['/var/lib/dockerd', '/dev/sda2'],
  ['/var/lib/docker', '/dev/sda3'],
  ['/var/lib/docker/containers', '/dev/sda3'],
  // The one on top.
  ['/data/x', '/dev/sda5'],
])('%s is on %s', (path, device) => {
  expect(mountOfPath(mounts, path)?.source).toBe(device);
});

test('without mounts there is none', () => {
  expect(mountOfPath([], '/var')).toBeUndefined();
});

test('agrees with df about the directories of this machine', () => {
  const own = createProcReader('/proc').read('self/mountinfo', parseMountinfo) ?? [];
  const directories = readdirSync('/', { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(directories).not.toHaveLength(0);
  for (const { name } of directories) {
    const df = execFileSync('df', ['--output=target', `/${name}`], { encoding: 'utf8' });
    expect(mountOfPath(own, `/${name}`)?.mountPoint).toBe(df.trim().split('\n').at(-1));
  }
});

test('below is by whole names', () => {
  expect(isAtOrBelow('/a/b', '/a')).toBe(true);
  expect(isAtOrBelow('/a', '/a')).toBe(true);
  expect(isAtOrBelow('/ab', '/a')).toBe(false);
  expect(isAtOrBelow('/a', '/a/b')).toBe(false);
  expect(isAtOrBelow('/a', '/')).toBe(true);
});
