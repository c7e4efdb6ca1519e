import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Exposition, parseExposition } from '../support/exposition.js';
import { dockerCliSync } from '../support/real/docker-cli.js';
import { connectEngine } from '../support/real/engine.js';
import { type ServingExporter, scrape, serveExporter } from '../support/real/exporter-process.js';
import { busyboxImage, importBusyboxImage, missingBusybox } from '../support/real/images/busybox-image.js';
import { importNodeImage, nodeImage } from '../support/real/images/node-image.js';
import { repository } from '../support/real/repository.js';
import { lacking, missingCommand, missingEngine, missingRoot } from '../support/real/requirements.js';
import { until } from '../support/until.js';

/** Compares with du, df and Docker's own commands, on the host's disk: the engine must be this machine's own. */

const socket = '/var/run/docker.sock';
const engine = connectEngine(`unix://${socket}`);
const missing = [
  missingRoot(),
  missingCommand('docker', 'docker.io'),
  missingCommand('losetup', 'mount'),
  missingCommand('mkfs.ext4', 'e2fsprogs'),
  missingBusybox(),
  await missingEngine(engine),
];
const docker = dockerCliSync(`unix://${socket}`);
const prefix = `container-fs-${process.pid}-`;
const megabyte = 1_000_000;

describe.skipIf(lacking('what containers take of the disk', missing))('what containers take of the disk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'container-fs-'));
  let loop: string | undefined;
  let exporter: ServingExporter | undefined;
  let exposition: Exposition;
  let root: string;

  beforeAll(async () => {
    await importBusyboxImage(engine);
    root = (await engine.info()).DockerRootDir;
    // Lines of 1000 bytes; each container ends, so that what it wrote stands still while it is measured.
    const lines = (bytes: number) => `yes "$(printf '%0999d' 7)" | head -c ${bytes}`;
    start('writer', [], 'head -c 52428800 /dev/urandom > /filler; sleep 100000');
    start('json', ['--log-driver=json-file', '--log-opt=max-size=5m', '--log-opt=max-file=3'], lines(20 * megabyte));
    start('zipped', ['--log-opt=max-size=1m', '--log-opt=max-file=3', '--log-opt=compress=true'], lines(4 * megabyte));
    start('local', ['--log-driver=local', '--log-opt=max-size=2m', '--log-opt=max-file=3'], lines(8 * megabyte));
    start('syslog', ['--log-driver=syslog', '--log-opt=syslog-address=udp://127.0.0.1:9'], lines(megabyte));
    start('none', ['--log-driver=none'], lines(megabyte));
    start('hosts', [], 'head -c 3000000 /dev/zero >> /etc/hosts');
    docker('create', `--name=${prefix}created`, busyboxImage, 'true');

    execFileSync('truncate', ['--size=20M', join(folder, 'disk')]);
    execFileSync('mkfs.ext4', ['-q', join(folder, 'disk')]);
    loop = execFileSync('losetup', ['--find', '--show', join(folder, 'disk')], { encoding: 'utf8' }).trim();
    docker('volume', 'create', '--opt=type=ext4', `--opt=device=${loop}`, `${prefix}disk`);
    docker('volume', 'create', '--opt=type=tmpfs', '--opt=device=tmpfs', '--opt=o=size=3m', `${prefix}memory`);
    docker('volume', 'create', '--opt=type=none', '--opt=o=bind', `--opt=device=${folder}`, `${prefix}bound`);
    start(
      'volumes',
      ['disk', 'memory', 'bound'].map((name) => `--volume=${prefix}${name}:/${name}`),
      'head -c 5000000 /dev/urandom > /disk/file; head -c 1000000 /dev/zero > /memory/file; sleep 100000',
    );
    for (const name of ['json', 'zipped', 'local', 'syslog', 'none', 'hosts']) docker('wait', prefix + name);
    const sizeOf = (name: string, file: string) =>
      docker('exec', prefix + name, 'sh', '-c', `stat -c %s ${file} 2>&1 || true`);
    await until('the writer has written', async () => sizeOf('writer', '/filler') === '52428800');
    await until('the volumes are filled', async () => sizeOf('volumes', '/memory/file') === '1000000');
    execFileSync('sync', ['--file-system', root]);

    const url = await serveExporter(['--docker.df-timeout=60s']).then((started) => {
      exporter = started;
      return started.url;
    });
    exposition = await until('df has been answered', async () => {
      const told = await scrape(url);
      return told.value('container_fs_writable_layer_bytes', { name: `${prefix}writer` }) !== undefined && told;
    });
  });

  afterAll(async () => {
    await exporter?.stop();
    const containers = docker('ps', '--all', '--quiet', `--filter=name=${prefix}`).split('\n').filter(Boolean);
    if (containers.length > 0) docker('rm', '--force', '--volumes', ...containers);
    for (const name of ['disk', 'memory', 'bound']) docker('volume', 'rm', '--force', prefix + name);
    if (loop) execFileSync('losetup', ['--detach', loop]);
    rmSync(folder, { recursive: true });
  });

  const value = (name: string, container: string) => exposition.value(name, { name: prefix + container });

  it('tells the size of writable layers as docker ps does, and as they are on the disk', async () => {
    for (const name of ['writer', 'json', 'created']) {
      const { Id } = await engine.getContainer(prefix + name).inspect();
      const listed = await engine.listContainers({ all: true, size: true, filters: { id: [Id] } });
      const sized: object = listed[0] ?? {};
      const layer = value('container_fs_writable_layer_bytes', name);
      expect(layer, name).toBe('SizeRw' in sized ? sized.SizeRw : 0);
    }
    const upper = docker('inspect', '--format={{.GraphDriver.Data.UpperDir}}', `${prefix}writer`);
    expect(value('container_fs_writable_layer_bytes', 'writer')).toBe(statSync(`${upper}/filler`).size);
    const told = docker('ps', '--size', `--filter=name=${prefix}writer`, '--format={{.Size}}');
    expect(told).toMatch(/^52\.4MB /);
    const verbose = JSON.parse(docker('system', 'df', '--verbose', '--format={{json .Containers}}'));
    expect(verbose.find((one: { Names: string }) => one.Names === `${prefix}writer`).Size).toMatch(/^52\.4MB/);
  });

  // Repeated lines compress well, so that of the rotated ones little is left where they are compressed.
  it.each([
    ['json', '*-json.log*', 3, 10 * megabyte],
    ['zipped', '*-json.log*', 3, 0.1 * megabyte],
    ['local', 'local-logs/container.log*', 3, 0.1 * megabyte],
    ['syslog', 'container-cached.log*', 1, megabyte],
  ])('tells the size of logs as du does: %s', (name, files, count, atLeast) => {
    const found = execFileSync('sh', ['-c', `cd ${directoryOf(name)} && ls ${files}`], { encoding: 'utf8' });
    expect(found.trim().split('\n')).toHaveLength(count);
    const du = execFileSync('sh', ['-c', `cd ${directoryOf(name)} && du -B1 -c ${files}`], { encoding: 'utf8' });
    const log = value('container_log_bytes', name);
    expect(log).toBe(Number(/(\d+)\ttotal/.exec(du)?.[1]));
    expect(log).toBeGreaterThan(atLeast);
  });

  it('tells what rotation lets a log take, and that some are never rotated', () => {
    const mebibyte = 2 ** 20;
    const limits = { json: 15 * mebibyte, zipped: 3 * mebibyte, local: 6 * mebibyte, writer: Infinity };
    for (const [name, limit] of Object.entries(limits)) {
      expect(value('container_log_limit_bytes', name), name).toBe(limit);
    }
    for (const name of ['syslog', 'none']) expect(value('container_log_limit_bytes', name), name).toBeUndefined();
    const { LiveRestoreEnabled, SwapLimit, LoggingDriver } = JSON.parse(docker('info', '--format={{json .}}'));
    expect(exposition.value('docker_live_restore_enabled')).toBe(Number(LiveRestoreEnabled));
    expect(exposition.value('docker_swap_limit_supported')).toBe(Number(SwapLimit));
    expect(exposition.value('docker_logging_driver_info', { driver: LoggingDriver })).toBe(1);
  });

  it('tells no size of logs that are nowhere', () => {
    expect(value('container_log_bytes', 'none')).toBeUndefined();
    expect(value('container_log_bytes', 'created')).toBeUndefined();
    // It was started, and said nothing.
    expect(value('container_log_bytes', 'writer')).toBe(0);
  });

  it('adds all up as du does, also what a container wrote to /etc/hosts', () => {
    for (const name of ['writer', 'json', 'zipped', 'local', 'syslog', 'none', 'hosts', 'created']) {
      const du = Number(
        execFileSync('du', ['-x', '-s', '-B1', directoryOf(name)], { encoding: 'utf8' }).split('\t')[0],
      );
      const layer = value('container_fs_writable_layer_bytes', name) ?? Number.NaN;
      expect(value('container_fs_usage_bytes', name), name).toBe(layer + du);
    }
    expect(value('container_fs_usage_bytes', 'hosts')).toBeGreaterThan(3 * megabyte);
  });

  it('tells the disk as df does', () => {
    const { device, size, files } = df(root);
    for (const id of [{ name: `${prefix}json` }, { id: '/', device }]) {
      expect(exposition.series('container_fs_limit_bytes', id)).toMatchObject([{ labels: { device }, value: size }]);
      expect(exposition.value('container_fs_inodes_total', id)).toBe(files);
      expect(exposition.value('container_fs_inodes_free', id)).toBeLessThan(files);
    }
    expect(exposition.value('docker_root_filesystem_size_bytes', { device, holds: 'docker' })).toBe(size);
  });

  it('tells which volumes are mounts of their own, each disk once', () => {
    const mountpoint = (name: string) => `${root}/volumes/${prefix}${name}/_data`;
    for (const [name, fstype] of Object.entries({ disk: 'ext4', memory: 'tmpfs' })) {
      const labels = { mountpoint: mountpoint(name), holds: 'volume', fstype };
      const { device, size, files, available } = df(mountpoint(name));
      const told = (what: string) => exposition.value(`docker_root_filesystem_${what}`, { ...labels, device });
      expect(told('size_bytes'), name).toBe(size);
      expect(told('available_bytes'), name).toBe(available);
      expect(told('files'), name).toBe(files);
      expect(told('files_free'), name).toBeLessThan(files);
    }
    // It is on a disk that is shown already, or is one of its own: never twice.
    const shown = exposition.series('docker_root_filesystem_size_bytes').map(({ labels }) => labels.device);
    expect(shown.filter((device) => device === df(folder).device)).toHaveLength(1);
  });

  describe('from a container that the host is mounted into, without capabilities', () => {
    const labelsOf = (told: Exposition) => told.series('docker_root_filesystem_size_bytes').map(({ labels }) => labels);
    const success = (told: Exposition) =>
      told.value('container_exporter_collector_success', { collector: 'container-fs' });

    beforeAll(() => importNodeImage(engine));

    it('the same, for root', () => {
      const told = inside('--user=0:0');
      expectSame(told, ['json', 'zipped', 'local', 'syslog']);
      expect(success(told)).toBe(1);
      expect(labelsOf(told)).toEqual(labelsOf(exposition));
    });

    it('logs of most drivers, for a user of group 0', () => {
      const told = inside('--user=65534:65534', '--group-add=0');
      expectSame(told, ['json', 'zipped', 'syslog']);
      expect(told.value('container_exporter_docker_files_accessible')).toBe(1);
      // Into local-logs and volumes Docker lets root alone.
      expect(told.value('container_log_bytes', { name: `${prefix}local` })).toBeUndefined();
      expect(success(told)).toBe(0);
      expect(labelsOf(told)).toEqual(labelsOf(exposition).filter(({ holds }) => holds === 'docker'));
    });

    it("layers and Docker's disk, and no failure, for a user of no such group", () => {
      const told = inside('--user=65534:65534');
      expect(told.value('container_exporter_docker_files_accessible')).toBe(0);
      expect(told.series('container_log_bytes')).toEqual([]);
      expect(success(told)).toBe(1);
      const layer = 'container_fs_writable_layer_bytes';
      expect(told.value(layer, { name: `${prefix}json` })).toBe(value(layer, 'json'));
      expect(told.value('docker_root_filesystem_size_bytes', { holds: 'docker' })).toBe(df(root).size);
    });

    function inside(...options: string[]): Exposition {
      const text = docker(
        ...['run', '--rm', '--cap-drop=ALL', '--read-only', '--network=none', '--volume=/:/host:ro'],
        `--volume=${repository}:/exporter:ro`,
        ...[`--volume=${socket}:${socket}`, `--group-add=${statSync(socket).gid}`, ...options],
        ...[nodeImage, 'node', '/exporter/dist/main.js', 'scrape', '--docker.df-timeout=60s'],
      );
      // The last line's end was trimmed.
      return parseExposition(`${text}\n`);
    }

    function expectSame(told: Exposition, names: readonly string[]): void {
      for (const name of names) {
        for (const family of ['container_log_bytes', 'container_fs_usage_bytes', 'container_fs_limit_bytes']) {
          const same = value(family, name);
          expect(same, `${family} of ${name}`).toBeDefined();
          expect(told.value(family, { name: prefix + name }), `${family} of ${name}`).toBe(same);
        }
      }
    }
  });

  function start(name: string, options: readonly string[], script: string): void {
    docker(
      'run',
      '--detach',
      '--network=none',
      `--name=${prefix}${name}`,
      ...options,
      busyboxImage,
      'sh',
      '-c',
      script,
    );
  }

  function directoryOf(name: string): string {
    return `${root}/containers/${docker('inspect', '--format={{.Id}}', prefix + name)}`;
  }
});

function df(path: string) {
  const columns = '--output=source,size,itotal,avail';
  const line = execFileSync('df', ['-B1', columns, path], { encoding: 'utf8' }).trim().split('\n').at(-1) ?? '';
  const [device = '', size, files, available] = line.split(/\s+/);
  return { device, size: Number(size), files: Number(files), available: Number(available) };
}
