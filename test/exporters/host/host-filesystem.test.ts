import { expect, test } from 'vitest';
import { hostFilesystem } from '../../../src/exporters/host/disk/host-filesystem.js';
import { createRootfsReader } from '../../../src/kernel/fs/rootfs.js';
import type { FilesystemUsage } from '../../../src/kernel/fs/statfs.js';
import { folderOf } from '../../support/folder.js';
import { collect } from './host.js';

const onDevice = (device: number): FilesystemUsage => ({
  size: 1000,
  free: 400,
  available: 300,
  files: 20,
  filesFree: 10,
  device,
});

function host(mountinfo: string, answers: Readonly<Record<string, FilesystemUsage | 'hangs'>>) {
  const ask = async (path: string) => {
    const answer = answers[path];
    if (answer === 'hangs') return new Promise<never>(() => {});
    if (!answer) throw new Error('ENOENT');
    return answer;
  };
  return {
    procfs: folderOf({ '1/mountinfo': mountinfo }),
    rootfs: createRootfsReader('/host', { ask, timeoutMs: 20 }),
  };
}

test('sizes, files and state of each mount', async () => {
  const mountinfo = '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 8:2 / /my\\040disk rw - xfs /dev/sda2 ro\n';
  const found = await collect(
    hostFilesystem,
    host(mountinfo, { '/host/': onDevice(0x801), '/host/my disk': onDevice(0x802) }),
  );
  const disk = 'device="/dev/sda2",fstype="xfs",mountpoint="/my disk"';
  expect(found).toMatchObject({
    [`node_filesystem_device_error{${disk}}`]: 0,
    [`node_filesystem_readonly{${disk}}`]: 1,
    [`node_filesystem_size_bytes{${disk}}`]: 1000,
    [`node_filesystem_free_bytes{${disk}}`]: 400,
    [`node_filesystem_avail_bytes{${disk}}`]: 300,
    [`node_filesystem_files{${disk}}`]: 20,
    [`node_filesystem_files_free{${disk}}`]: 10,
    'node_filesystem_readonly{device="/dev/sda1",fstype="ext4",mountpoint="/"}': 0,
  });
});

test('a mount that hangs or is not to be seen has an error and no figures; the others have theirs', async () => {
  const mountinfo = `1 0 8:1 / / rw - ext4 /dev/sda1 rw
2 1 0:40 / /nfs rw - nfs4 server:/a rw
3 1 8:3 / /secret rw - ext4 /dev/sda3 rw
4 1 8:4 / /late rw - ext4 /dev/sda4 rw
`;
  const answers = { '/host/': onDevice(0x801), '/host/nfs': 'hangs', '/host/late': onDevice(0x801) } as const;
  const found = await collect(hostFilesystem, host(mountinfo, answers));
  expect(Object.entries(found).filter(([series]) => series.includes('device_error'))).toEqual([
    ['node_filesystem_device_error{device="/dev/sda1",fstype="ext4",mountpoint="/"}', 0],
    ['node_filesystem_device_error{device="server:/a",fstype="nfs4",mountpoint="/nfs"}', 1],
    ['node_filesystem_device_error{device="/dev/sda3",fstype="ext4",mountpoint="/secret"}', 1],
    // Seen there is the root's filesystem, whose figures these would be.
    ['node_filesystem_device_error{device="/dev/sda4",fstype="ext4",mountpoint="/late"}', 1],
  ]);
  expect(Object.keys(found).filter((series) => series.includes('size_bytes'))).toEqual([
    'node_filesystem_size_bytes{device="/dev/sda1",fstype="ext4",mountpoint="/"}',
  ]);
});

test('excluded, covered and repeated mounts', async () => {
  const mountinfo = `1 0 8:1 / / rw - ext4 /dev/sda1 rw
2 1 0:5 / /dev rw - devtmpfs devtmpfs rw
3 1 8:2 / /var/lib/docker rw - ext4 /dev/sda2 rw
4 3 8:3 / /var/lib/docker/volumes/a rw - ext4 /dev/sda3 rw
5 1 0:7 / /run rw - tmpfs tmpfs rw
6 5 0:8 / /run/credentials/x ro - ramfs ramfs rw
7 1 0:9 / /merged rw - overlay overlay rw
8 1 8:4 / /data rw - ext4 /dev/sda4 rw
9 8 8:5 / /data rw - xfs /dev/sda5 rw
10 1 8:6 /a /twice rw - ext4 /dev/sda6 rw
11 10 8:6 /b /twice ro - ext4 /dev/sda6 rw
`;
  const found = await collect(hostFilesystem, host(mountinfo, { '/host/twice': onDevice(0x806) }));
  const mountPoints = Object.keys(found).flatMap((series) => /device_error.*mountpoint="(.*)"/.exec(series)?.[1] ?? []);
  expect(mountPoints).toEqual(['/', '/var/lib/docker', '/run', '/data', '/twice']);
  expect(Object.keys(found)).toContain(
    'node_filesystem_device_error{device="/dev/sda5",fstype="xfs",mountpoint="/data"}',
  );
  expect(found['node_filesystem_readonly{device="/dev/sda6",fstype="ext4",mountpoint="/twice"}']).toBe(1);
});
