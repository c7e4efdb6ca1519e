import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Exposition, failures, parseExposition } from '../support/exposition.js';
import { confinement, hostMounts } from '../support/real/confined-exporter.js';
import { dockerCli } from '../support/real/docker-cli.js';
import { connectEngine, localDockerHost } from '../support/real/engine.js';
import { busyboxImage, importBusyboxImage, missingBusybox } from '../support/real/images/busybox-image.js';
import { buildExporterImage, exporterImage } from '../support/real/images/exporter-image.js';
import { lacking, missingCommand, missingEngine, missingRoot } from '../support/real/requirements.js';
import { until } from '../support/until.js';

const engine = connectEngine(localDockerHost);
const docker = dockerCli(localDockerHost);
const missing = [missingCommand('docker', 'docker.io'), missingBusybox(), missingRoot(), await missingEngine(engine)];
const [json, local] = ['json', 'local'].map((driver) => `optional-${process.pid}-${driver}`) as [string, string];

/** docs/deployment.md has these as a table: what a collector needs more than the exporter is given by default. */
describe.skipIf(lacking('what optional collectors need', missing))('what optional collectors need', () => {
  let dockerSocket: string[];
  let dockerDirectory: string[];

  beforeAll(async () => {
    await importBusyboxImage(engine);
    await buildExporterImage(engine);
    for (const [name, driver] of [
      [json, 'json-file'],
      [local, 'local'],
    ] as const) {
      const script = 'echo a line; exec sleep 100000';
      await docker('run', '-d', `--name=${name}`, `--log-driver=${driver}`, busyboxImage, 'sh', '-c', script);
    }
    // The socket itself: what the proxy lets through is not asked here.
    const gid = statSync('/var/run/docker.sock').gid;
    dockerSocket = ['--volume=/var/run/docker.sock:/var/run/docker.sock', `--group-add=${gid}`];
    const root: string = (await engine.info()).DockerRootDir;
    dockerDirectory = [`--volume=${root}:/host/root${root}:ro`];
  }, 600_000);

  afterAll(async () => {
    await docker('rm', '--force', json, local);
  });

  it('file-descriptors: root with two capabilities, and not less', async () => {
    const collect = (...flags: string[]) =>
      scrapeOnce(flags, ['--docker.host=none', '--collector.disable-defaults', '--collector.file-descriptors']);
    const capabilities = ['--cap-add=SYS_PTRACE', '--cap-add=DAC_READ_SEARCH'];
    const all = await collect('--user=0', ...capabilities);
    expect(failures(all)).toEqual([]);
    const pid = await docker('inspect', '--format={{.State.Pid}}', json);
    const open = execFileSync('ls', [`/proc/${pid}/fd`], { encoding: 'utf8' })
      .trim()
      .split('\n').length;
    const id = await docker('inspect', '--format={{.Id}}', json);
    expect(all.value('container_file_descriptors', { id: `/docker/${id}` })).toBe(open);
    expect(failures(await collect())).toEqual(['file-descriptors']);
    expect(failures(await collect(...capabilities))).toEqual(['file-descriptors']);
    expect(failures(await collect('--user=0'))).toEqual(['file-descriptors']);
    expect(failures(await collect('--user=0', '--cap-add=DAC_READ_SEARCH'))).toEqual(['file-descriptors']);
  });

  it('oom-victims: root, the device, and where the log is restricted a capability', async () => {
    const kills = async (...flags: string[]) => {
      const only = ['--docker.host=none', '--collector.disable-defaults', '--collector.oom-victims'];
      const exposition = await scrapeOnce(flags, only);
      return {
        failed: failures(exposition),
        named: exposition.series('container_oom_victim_timestamp_seconds', { task: 'tail' }).length > 0,
      };
    };
    // Killed in a container that lives on, and so can still be named.
    const killed = `optional-${process.pid}-killed`;
    const script = 'tail /dev/zero; exec sleep 100000';
    await docker(
      'run',
      '-d',
      `--name=${killed}`,
      '--memory=16m',
      '--memory-swap=16m',
      busyboxImage,
      'sh',
      '-c',
      script,
    );
    try {
      await until(
        'its child is killed',
        async () => /^\s*\d+\s+sleep 100000$/m.test(await docker('top', killed, '-o', 'pid,args')) || undefined,
      );
      const device = '--device=/dev/kmsg';
      const isRestricted = readFileSync('/proc/sys/kernel/dmesg_restrict', 'utf8').trim() === '1';
      expect(await kills('--user=0', device, '--cap-add=SYSLOG')).toEqual({ failed: [], named: true });
      if (isRestricted) expect(await kills('--user=0', device)).toEqual({ failed: ['oom-victims'], named: false });
      if (isRestricted) expect((await kills(device, '--cap-add=SYSLOG')).failed).toEqual(['oom-victims']);
      expect(await kills('--user=0', '--cap-add=SYSLOG')).toEqual({ failed: [], named: false });
    } finally {
      await docker('rm', '--force', killed);
    }
  });

  it("container-fs: logs of json-file with group 0, those of local as root; of the host's files Docker's alone", async () => {
    const collect = (...flags: string[]) =>
      scrapeOnce(
        [...dockerSocket, ...dockerDirectory, ...flags],
        [
          '--path.rootfs=/host/root',
          '--collector.disable-defaults',
          '--collector.container-fs',
          '--docker.df-timeout=20s',
        ],
      );
    const logs = (exposition: Exposition) =>
      [json, local].filter((name) => exposition.value('container_log_bytes', { name }) !== undefined);

    const without = await collect();
    expect(failures(without)).toEqual([]);
    expect(without.value('container_exporter_docker_files_accessible')).toBe(0);
    expect(logs(without)).toEqual([]);
    expect(without.value('container_fs_writable_layer_bytes', { name: json })).toBeDefined();

    const group0 = await collect('--group-add=0');
    expect(group0.value('container_exporter_docker_files_accessible')).toBe(1);
    expect(logs(group0)).toEqual([json]);
    expect(failures(group0)).toEqual(['container-fs']);

    const root = await collect('--user=0');
    expect(failures(root)).toEqual([]);
    expect(logs(root)).toEqual([json, local]);
  });

  it("host-filesystem: the host's root directory", async () => {
    const flags = ['--docker.host=none', '--collector.disable-defaults', '--collector.host-filesystem'];
    const sizes = (exposition: Exposition) => exposition.series('node_filesystem_size_bytes', { mountpoint: '/' });
    const without = await scrapeOnce([], flags);
    expect(failures(without)).toEqual([]);
    expect(sizes(without)).toEqual([]);
    // rslave is left out, as it is for hosts whose root is a shared mount.
    const mounts = ['--volume=/:/host/root:ro', '--tmpfs=/host/root/dev:ro,size=4k,mode=555'];
    const given = await scrapeOnce(mounts, [...flags, '--path.rootfs=/host/root']);
    const [blocks = 0, blockSize = 0] = execFileSync('stat', ['-f', '-c', '%b %S', '/'], { encoding: 'utf8' })
      .split(' ')
      .map(Number);
    expect(sizes(given).map(({ value }) => value)).toEqual([blocks * blockSize]);
  });
});

async function scrapeOnce(flags: readonly string[], args: readonly string[]): Promise<Exposition> {
  const text = await docker(
    'run',
    '--rm',
    ...confinement,
    ...hostMounts,
    ...flags,
    exporterImage,
    'scrape',
    ...args,
  ).catch(
    // It prints what it has, and ends with 1 where a collector failed.
    (error: { stdout?: string }) => error.stdout ?? '',
  );
  return parseExposition(`${text.trim()}\n`);
}
