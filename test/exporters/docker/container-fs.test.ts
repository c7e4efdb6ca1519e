import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { containerFs } from '../../../src/exporters/docker/container-fs.js';
import { folderOf } from '../../support/folder.js';
import { collectFromDaemon, container, type DockerHost, disk, hostItself, overlay2 } from './docker-host-disks.js';

const mountinfo = '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n';
const id = 'c0ffee';
const directory = `/var/lib/docker/containers/${id}`;
const logPath = `${directory}/${id}-json.log`;
const layers = (size: number) => ({ writableLayers: new Map([[id, size]]) });
const kilobytes = (count: number) => 'x'.repeat(count * 1024);

/** A host whose files are those, below a root of its own. */
function hostWith(
  files: Readonly<Record<string, string>>,
  given: Partial<DockerHost> = {},
): DockerHost & { root: string } {
  const root = folderOf(files);
  mkdirSync(`${root}/var/lib/docker/containers`, { recursive: true });
  return { mountinfo, root, disks: { '/var/lib/docker': disk(0x801) }, ...given };
}

const du = (path: string) => Number(execFileSync('du', ['-B1', '-s', path], { encoding: 'utf8' }).split('\t')[0]);

async function collect(host: DockerHost) {
  const { samples, error } = await collectFromDaemon(containerFs, host);
  const of = (name: string, labels = `id="${id}"`) => samples[`${name}{${labels}}`];
  return {
    samples,
    error,
    log: of('container_log_bytes'),
    layer: of('container_fs_writable_layer_bytes'),
    usage: of('container_fs_usage_bytes', `id="${id}",device="/dev/sda1"`),
    accessible: samples.container_exporter_docker_files_accessible,
  };
}

test('a json-file log with its rotated files, and all that Docker keeps of the container', async () => {
  const host = hostWith(
    {
      [logPath]: kilobytes(30),
      [`${logPath}.1`]: kilobytes(50),
      [`${logPath}.2.gz`]: kilobytes(5),
      [`${directory}/config.v2.json`]: kilobytes(3),
      [`${directory}/hosts`]: kilobytes(9),
      '/var/lib/docker/containers/other/other-json.log': kilobytes(70),
    },
    { containers: [container(id, { logPath })], usage: layers(1_000_000) },
  );
  const found = await collect(host);
  const logs = [logPath, `${logPath}.1`, `${logPath}.2.gz`].reduce((sum, path) => sum + du(`${host.root}${path}`), 0);
  expect(found.log).toBe(logs);
  expect(found.layer).toBe(1_000_000);
  expect(found.usage).toBe(1_000_000 + du(`${host.root}${directory}`));
  expect(found.accessible).toBe(1);
  expect(found.samples).toMatchObject({
    [`container_fs_limit_bytes{id="${id}",device="/dev/sda1"}`]: 1000,
    [`container_fs_inodes_total{id="${id}",device="/dev/sda1"}`]: 20,
    [`container_fs_inodes_free{id="${id}",device="/dev/sda1"}`]: 10,
  });
});

test.each([
  ['local', { logDriver: 'local' }, ['local-logs/container.log', 'local-logs/container.log.1.gz']],
  ['syslog, of which Docker keeps a copy', { logDriver: 'syslog' }, ['container-cached.log', 'container-cached.log.1']],
])('logs of the driver %s', async (_, inspect, names) => {
  const files = Object.fromEntries(names.map((name, i) => [`${directory}/${name}`, kilobytes(10 * (i + 1))]));
  const host = hostWith(files, { containers: [container(id, inspect)], usage: layers(0) });
  const found = await collect(host);
  expect(found.log).toBe(names.reduce((sum, name) => sum + du(`${host.root}${directory}/${name}`), 0));
  expect(found.usage).toBe(du(`${host.root}${directory}`));
});

test("Podman's logs", async () => {
  const root = '/var/lib/containers/storage';
  const log = `${root}/overlay-containers/${id}/userdata/ctr.log`;
  const found = await collect(
    hostWith(
      { [log]: kilobytes(30) },
      {
        disks: { [root]: disk(0x801) },
        daemon: { rootDir: root, storageDriver: 'overlay', containerdStore: false },
        containers: [container(id, { logDriver: 'k8s-file', logPath: log }, { runtime: 'podman' })],
        usage: layers(1000),
      },
    ),
  );
  expect(found).toMatchObject({ accessible: 1, error: undefined });
  expect(found.log).toBeGreaterThanOrEqual(30 * 1024);
  expect(found.usage).toBe(1000 + (found.log ?? 0));
});

test.each([
  ['keeps none', { logDriver: 'none' }],
  ['sends it to the journal', { logDriver: 'journald' }],
  ['has never been started', { logDriver: 'json-file', logPath: undefined }],
  ['lost its log', { logPath }],
])('no log of a container that %s', async (_, inspect) => {
  const host = hostWith({ [`${directory}/hostname`]: 'x' }, { containers: [container(id, inspect)], usage: layers(7) });
  const found = await collect(host);
  expect(found).toMatchObject({ log: undefined, error: undefined });
  expect(found.usage).toBe(7 + du(`${host.root}${directory}`));
});

test('before an inspect told of the log, neither it nor the sum is known', async () => {
  for (const one of [container(id, 'never'), container(id, { logDriver: '' })]) {
    const found = await collect(hostWith({ [logPath]: 'x' }, { containers: [one], usage: layers(7) }));
    expect(found).toMatchObject({ layer: 7, log: undefined, usage: undefined, error: undefined });
  }
});

test('without an answer to df there is no sum, but the log', async () => {
  const found = await collect(hostWith({ [logPath]: 'x' }, { containers: [container(id, { logPath })] }));
  expect(found).toMatchObject({ layer: undefined, usage: undefined, error: undefined });
  expect(found.log).toBeGreaterThan(0);
});

test('what df says is there without a daemon that tells of itself', async () => {
  const found = await collect(
    hostWith({ [logPath]: 'x' }, { daemon: undefined, containers: [container(id, { logPath })], usage: layers(7) }),
  );
  expect(found.samples).toEqual({ [`container_fs_writable_layer_bytes{id="${id}"}`]: 7 });
});

test.each([
  '/etc/shadow',
  '/var/lib/docker/../../../etc/shadow',
  `${directory}/../../../../../etc/shadow`,
  '/var/lib/docker/volumes/v/_data/log',
  '/var/lib/dockers/containers/x/log',
  '/var/lib/docker/containers',
  '/var/lib/docker/containers//etc/shadow',
  '/var/lib/docker/containers/./x/log',
])('a LogPath outside the directory of containers is not looked at: %s', async (hostile) => {
  const file = hostile.endsWith('containers') ? `${hostile}/file` : hostile;
  const host = hostWith({ [file]: kilobytes(50) }, { containers: [container(id, { logPath: hostile })] });
  expect(await collect(host)).toMatchObject({ log: undefined, error: undefined });
});

test('a symbolic link is not followed, is told of, and hurts its own container alone', async () => {
  const other = 'decaf';
  const otherLog = `/var/lib/docker/containers/${other}/${other}-json.log`;
  const host = hostWith(
    { [otherLog]: kilobytes(5), '/etc/shadow': kilobytes(90), [`${directory}/hosts`]: 'x' },
    { containers: [container(id, { logPath }), container(other, { logPath: otherLog })], usage: layers(7) },
  );
  symlinkSync('../../../../../etc/shadow', `${host.root}${logPath}`);
  const found = await collect(host);
  expect(found).toMatchObject({ layer: 7, log: undefined, usage: undefined });
  expect(String(found.error)).toMatch(new RegExp(`${logPath}: ELOOP`));
  expect(found.samples[`container_log_bytes{id="${other}"}`]).toBe(du(`${host.root}${otherLog}`));
});

test('layers of the containerd store and logs on different disks are used space of their own disks', async () => {
  const host = hostWith(
    { [logPath]: kilobytes(8) },
    {
      mountinfo: `${mountinfo}2 1 8:2 / /var/lib/containerd rw - xfs /dev/sdb rw\n`,
      disks: { '/var/lib/docker': disk(0x801), '/var/lib/containerd': disk(0x802, { size: 5000 }) },
      daemon: { ...overlay2, storageDriver: 'overlayfs', containerdStore: true },
      containers: [container(id, { logPath })],
      usage: layers(123),
    },
  );
  const found = await collect(host);
  expect(found.usage).toBe(du(`${host.root}${directory}`));
  expect(found.samples).toMatchObject({
    [`container_fs_usage_bytes{id="${id}",device="/dev/sdb"}`]: 123,
    [`container_fs_limit_bytes{id="${id}",device="/dev/sdb"}`]: 5000,
    [`container_fs_limit_bytes{id="${id}",device="/dev/sda1"}`]: 1000,
  });
});

test.each<[string, Partial<DockerHost>]>([
  ['is not mounted', { disks: { '/var/lib/docker': disk(77) } }],
  ['hangs', { disks: { '/var/lib/docker': 'hangs' } }],
])("Docker's root directory %s: its files are not touched", async (_, changes) => {
  const host = hostWith({ [logPath]: 'x' }, { containers: [container(id, { logPath })], usage: layers(7), ...changes });
  expect(await collect(host)).toMatchObject({
    layer: 7,
    log: undefined,
    usage: undefined,
    accessible: 0,
    error: undefined,
  });
});

test('a user that may not enter it gets the layer and the disk, and no failure', async () => {
  const host = hostWith({ [logPath]: 'x' }, { containers: [container(id, { logPath })], usage: layers(7) });
  chmodSync(host.root, 0o755);
  chmodSync(`${host.root}/var/lib/docker`, 0);
  onTestFinished(() => chmodSync(`${host.root}/var/lib/docker`, 0o755));
  const found = await asUser(65534, 65534, () => collect(host));
  expect(found).toMatchObject({ layer: 7, log: undefined, usage: undefined, accessible: 0, error: undefined });
  expect(found.samples[`container_fs_limit_bytes{id="${id}",device="/dev/sda1"}`]).toBe(1000);
});

test("Docker's group may enter, though not list: that is enough", async () => {
  const host = hostWith(
    { [logPath]: kilobytes(9), [`${logPath}.1`]: kilobytes(20) },
    { containers: [container(id, { logPath })], usage: layers(7) },
  );
  chmodSync(host.root, 0o755);
  for (const path of ['/var/lib/docker', '/var/lib/docker/containers', directory]) chmodSync(host.root + path, 0o710);
  for (const path of [logPath, `${logPath}.1`]) chmodSync(host.root + path, 0o640);
  const found = await asUser(65534, 0, () => collect(host));
  expect(found).toMatchObject({ accessible: 1, error: undefined });
  expect(found.log).toBe(du(`${host.root}${logPath}`) + du(`${host.root}${logPath}.1`));
  expect(found.usage).toBe(7 + du(`${host.root}${directory}`));
});

test("each disk of the host is the root cgroup's", async () => {
  const { samples } = await collectFromDaemon(containerFs, {
    mountinfo: `${mountinfo}2 1 8:1 /srv /srv rw - ext4 /dev/sda1 rw
3 1 8:2 / /data rw - xfs /dev/sdb rw
4 1 0:9 / /run rw - tmpfs tmpfs rw
5 1 7:0 / /snap/x ro - squashfs /dev/loop0 ro
`,
    disks: {
      '/': disk(0x801),
      '/srv': disk(0x801),
      '/data': disk(0x802, { files: 0 }),
      '/run': disk(9),
      '/snap/x': disk(0x700),
    },
    daemon: undefined,
    containers: [hostItself],
  });
  expect(samples).toEqual({
    'container_fs_usage_bytes{id="/",device="/dev/sda1"}': 600,
    'container_fs_limit_bytes{id="/",device="/dev/sda1"}': 1000,
    'container_fs_inodes_free{id="/",device="/dev/sda1"}': 10,
    'container_fs_inodes_total{id="/",device="/dev/sda1"}': 20,
    'container_fs_usage_bytes{id="/",device="/dev/sdb"}': 600,
    'container_fs_limit_bytes{id="/",device="/dev/sdb"}': 1000,
  });
});

/** Does some work as a user without privileges. A test run that has none already stays who it is, the files' owner. */
async function asUser<T>(user: number, group: number, work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return work();
  process.setegid?.(group);
  process.seteuid?.(user);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
  }
}
