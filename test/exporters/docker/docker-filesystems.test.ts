import { describe, expect, test } from 'vitest';
import { dockerFilesystems } from '../../../src/exporters/docker/docker-filesystems.js';
import { collectFromDaemon, type DockerHost, disk, overlay2 } from './docker-host-disks.js';

const collect = async (host: DockerHost) => {
  const { samples, error } = await collectFromDaemon(dockerFilesystems, host);
  expect(error).toBeUndefined();
  return samples;
};

/** The labels of all filesystems that are shown. */
const filesystems = async (host: DockerHost) =>
  Object.keys(await collect(host)).flatMap((series) => /_size_bytes\{(.*)\}/.exec(series)?.[1] ?? []);

const root = '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n';

test('size, space and inodes of the filesystem that holds Docker, asked where any user may look', async () => {
  const labels = 'device="/dev/sda1",fstype="ext4",mountpoint="/",holds="docker"';
  expect(await collect({ mountinfo: root, disks: { '/var/lib/docker': disk(0x801) } })).toEqual({
    [`docker_root_filesystem_size_bytes{${labels}}`]: 1000,
    [`docker_root_filesystem_available_bytes{${labels}}`]: 300,
    [`docker_root_filesystem_files{${labels}}`]: 20,
    [`docker_root_filesystem_files_free{${labels}}`]: 10,
  });
});

test('a filesystem without a fixed number of inodes has no inodes to run out of', async () => {
  const btrfs = '1 0 0:30 / / rw - btrfs /dev/sda1 rw\n';
  const found = await collect({
    mountinfo: btrfs,
    disks: { '/var/lib/docker': disk(0x31, { files: 0, filesFree: 0 }) },
  });
  expect(Object.keys(found).map((series) => series.split('{')[0])).toEqual([
    'docker_root_filesystem_size_bytes',
    'docker_root_filesystem_available_bytes',
  ]);
});

test('each filesystem once, with all that it holds', async () => {
  const mountinfo = `${root}2 1 8:2 / /var/lib/docker rw - xfs /dev/sdb rw
3 2 8:2 /volumes/bound /var/lib/docker/volumes/bound/_data rw - xfs /dev/sdb rw
4 2 7:0 / /var/lib/docker/volumes/own/_data rw - ext4 /dev/loop0 rw
5 2 0:50 / /var/lib/docker/volumes/memory/_data rw - tmpfs tmpfs rw
6 1 8:4 / /mnt/plugin/x rw - ext4 /dev/sdd rw
7 1 8:5 / /data rw - ext4 /dev/sde rw
`;
  const volume = { driver: 'other', labels: {}, size: undefined, references: undefined };
  const host: DockerHost = {
    mountinfo,
    disks: {
      '/var/lib/docker': disk(0x802),
      '/var/lib/containerd': disk(0x801),
      '/var/lib/docker/volumes/bound/_data': disk(0x802),
      '/var/lib/docker/volumes/own/_data': disk(0x700),
      '/var/lib/docker/volumes/memory/_data': disk(50),
      '/mnt/plugin/x': disk(0x804),
      '/data': disk(0x805),
    },
    daemon: { ...overlay2, storageDriver: 'overlayfs', containerdStore: true },
    usage: { volumeItems: [{ ...volume, name: 'x', mountpoint: '/mnt/plugin/x' }] },
  };
  expect(await filesystems(host)).toEqual([
    'device="/dev/sdb",fstype="xfs",mountpoint="/var/lib/docker",holds="docker"',
    'device="/dev/sda1",fstype="ext4",mountpoint="/",holds="containerd"',
    'device="/dev/loop0",fstype="ext4",mountpoint="/var/lib/docker/volumes/own/_data",holds="volume"',
    'device="tmpfs",fstype="tmpfs",mountpoint="/var/lib/docker/volumes/memory/_data",holds="volume"',
    'device="/dev/sdd",fstype="ext4",mountpoint="/mnt/plugin/x",holds="volume"',
  ]);
  // Both on one.
  expect(
    await filesystems({ ...host, mountinfo: root, disks: { ...host.disks, '/var/lib/docker': disk(0x801) } }),
  ).toEqual(['device="/dev/sda1",fstype="ext4",mountpoint="/",holds="docker,containerd"']);
});

describe("containerd's disk, with the containerd image store", () => {
  const store = { ...overlay2, storageDriver: 'overlayfs', containerdStore: true };
  const disks = { '/var/lib/docker': disk(0x802), '/var/lib/containerd': disk(0x801), '/srv/images': disk(0x803) };
  const mountinfo = `${root}2 1 8:2 / /var/lib/docker rw - ext4 /dev/sdb rw\n3 1 8:3 / /srv rw - ext4 /dev/sdc rw\n`;
  const running = (containerd: string) =>
    `9 2 0:60 / /var/lib/docker/rootfs/overlayfs/${'a'.repeat(64)} rw - overlay overlay rw,lowerdir=/x/fs,upperdir=${containerd}/io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs,workdir=/y\n`;
  const holding = async (host: Omit<DockerHost, 'disks'>) =>
    (await filesystems({ ...host, disks })).map((labels) => /device="(.*?)".*holds="(.*)"/.exec(labels)?.slice(1));

  test.each([
    ['is where a running container has its layer', running('/srv/images'), undefined, '/dev/sdc', 'containerd'],
    ["is Docker's own below its root", running('/var/lib/docker/containerd/daemon'), undefined, '/dev/sdb', undefined],
    ["is Docker's where it runs containerd", '', '/var/run/docker/containerd/containerd.sock', '/dev/sdb', undefined],
    ["is the system's where it listens there", '', '/run/containerd/containerd.sock', '/dev/sda1', 'containerd'],
    ['is the usual one where nothing tells', '', undefined, '/dev/sda1', 'containerd'],
    [
      'is none of a container of others',
      running('/srv/images').replace('docker/rootfs', 'x'),
      undefined,
      '/dev/sda1',
      'containerd',
    ],
  ])('%s', async (_, mounts, containerdAddress, device, apart) => {
    const disksOfDocker = await holding({ mountinfo: mountinfo + mounts, daemon: { ...store, containerdAddress } });
    expect(disksOfDocker).toEqual(
      apart
        ? [
            ['/dev/sdb', 'docker'],
            [device, apart],
          ]
        : [[device, 'docker,containerd']],
    );
  });
});

test('of two engines on one disk it is shown once, with both', async () => {
  const engine = (source: string, rootDir: string, storageDriver: string) => ({
    ...{ source, label: source, daemon: { ...overlay2, rootDir, storageDriver }, diskUsage: undefined },
  });
  const engines = [
    engine('docker', '/var/lib/docker', 'overlay2'),
    engine('podman', '/var/lib/containers/storage', 'overlay'),
  ];
  const disks = { '/var/lib/docker': disk(0x801), '/var/lib/containers/storage': disk(0x801) };
  expect(await filesystems({ mountinfo: root, disks, engines })).toEqual([
    'device="/dev/sda1",fstype="ext4",mountpoint="/",holds="docker",engine="docker,podman"',
  ]);
});

test("layers or containers on a disk of their own are Docker's too", async () => {
  const mountinfo = `${root}2 1 8:2 / /var/lib/docker/overlay2 rw - xfs /dev/sdb rw\n`;
  const disks = { '/var/lib/docker': disk(0x801), '/var/lib/docker/overlay2': disk(0x802) };
  expect(await filesystems({ mountinfo, disks })).toEqual([
    'device="/dev/sda1",fstype="ext4",mountpoint="/",holds="docker"',
    'device="/dev/sdb",fstype="xfs",mountpoint="/var/lib/docker/overlay2",holds="docker"',
  ]);
});

test('of several mounts on one mount point, the one on top', async () => {
  const mountinfo = `${root}2 1 8:2 / /var/lib/docker rw - xfs /dev/sdb rw\n3 2 8:3 / /var/lib/docker rw - xfs /dev/sdc rw\n`;
  expect(await filesystems({ mountinfo, disks: { '/var/lib/docker': disk(0x803) } })).toEqual([
    'device="/dev/sdc",fstype="xfs",mountpoint="/var/lib/docker",holds="docker"',
  ]);
});

test.each<[string, Partial<DockerHost>]>([
  ['the host is not mounted, so that the own overlay is there', { disks: { '/var/lib/docker': disk(77) } }],
  ['there is no such directory', { disks: {} }],
  ['it hangs', { disks: { '/var/lib/docker': 'hangs' } }],
  ['the daemon does not tell', { daemon: undefined }],
  ['the daemon may not tell where', { daemon: { ...overlay2, rootDir: undefined } }],
  ['the daemon tells nonsense', { daemon: { ...overlay2, rootDir: 'C:\\docker' } }],
])('nothing where %s', async (_, changes) => {
  expect(await collect({ mountinfo: root, disks: { '/var/lib/docker': disk(0x801) }, ...changes })).toEqual({});
});

test('a volume that hangs costs itself alone', async () => {
  const mountinfo = `${root}2 1 0:60 / /var/lib/docker/volumes/far/_data rw - nfs4 server:/x rw\n`;
  const disks = { '/var/lib/docker': disk(0x801), '/var/lib/docker/volumes/far/_data': 'hangs' } as const;
  expect(await filesystems({ mountinfo, disks })).toEqual([
    'device="/dev/sda1",fstype="ext4",mountpoint="/",holds="docker"',
  ]);
});
