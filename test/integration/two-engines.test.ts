import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Exposition, parseExposition } from '../support/exposition.js';
import { dockerCli } from '../support/real/docker-cli.js';
import { connectEngine } from '../support/real/engine.js';
import {
  busyboxImage,
  importBusyboxImage,
  installBusybox,
  missingBusybox,
} from '../support/real/images/busybox-image.js';
import { ownPodman, type PodmanCli } from '../support/real/own-podman.js';
import { repository } from '../support/real/repository.js';
import { lacking, missingCommand, missingEngine, missingRoot } from '../support/real/requirements.js';
import { until } from '../support/until.js';

const socket = '/var/run/docker.sock';
const missing = [
  ...[missingCommand('docker', 'docker.io'), missingCommand('podman', 'podman'), missingBusybox(), missingRoot()],
  await missingEngine(connectEngine(`unix://${socket}`)),
];

describe.skipIf(lacking('two engines', missing))('Docker and Podman at once', () => {
  const folder = mkdtempSync(join(tmpdir(), 'two-engines-'));
  const podmanSocket = join(folder, 'podman.sock');
  const names = { docker: `two-engines-docker-${process.pid}`, podman: `two-engines-podman-${process.pid}` };
  const image = 'two-engines/busybox:local';
  const docker = dockerCli(`unix://${socket}`);
  let podman: PodmanCli;
  let service: ChildProcess | undefined;
  let both: Exposition;

  beforeAll(async () => {
    await importBusyboxImage(new Docker({ socketPath: socket }));
    await docker('run', '-d', '--network=none', `--name=${names.docker}`, busyboxImage, 'sleep', '9999');
    podman = ownPodman(folder);
    installBusybox(join(folder, 'image/bin'));
    execFileSync('tar', ['-cf', join(folder, 'image.tar'), '-C', join(folder, 'image'), '.']);
    await podman('import', '--change=ENTRYPOINT ["/bin/sleep","100000"]', join(folder, 'image.tar'), image);
    await podman('run', '-d', '--network=none', `--name=${names.podman}`, image);
    const own = ['--cgroup-manager=cgroupfs', '--root', join(folder, 'storage'), '--runroot', join(folder, 'run')];
    service = spawn('podman', [...own, 'system', 'service', '--time=0', `unix://${podmanSocket}`], {
      env: { PATH: process.env.PATH, CONTAINERS_CONF: join(folder, 'containers.conf') },
      stdio: 'ignore',
    });
    await until("Podman's socket", () => existsSync(podmanSocket));
    both = await scrape();
  });

  afterAll(async () => {
    service?.kill();
    await docker('rm', '-f', names.docker).catch(() => {});
    await podman?.('rm', '--force', '--all', '--time=0').catch(() => {});
    const clean = 'while umount --lazy "$1/storage/overlay" 2>/dev/null; do :; done; rm -rf "$1"';
    execFileSync('sh', ['-c', clean, 'sh', folder]);
  });

  it('each source says how it did, and how many containers it has', async () => {
    const value = (name: string, source: string) => both.value(name, { source });
    expect(value('container_exporter_discovery_success', 'docker')).toBe(1);
    expect(value('container_exporter_discovery_success', 'podman')).toBe(1);
    expect(value('container_exporter_containers', 'podman')).toBe((await podman('ps', '-aq')).split('\n').length);
  });

  it("both engines' containers have their names, and the kernel's figures", async () => {
    for (const runtime of ['docker', 'podman'] as const) {
      const name = names[runtime];
      expect(both.series('container_info').find(({ labels }) => labels.name === name)?.labels).toMatchObject({
        runtime,
      });
      expect(both.series('container_memory_usage_bytes').filter(({ labels }) => labels.name === name)).toHaveLength(1);
    }
  });

  it('images say whose they are', async () => {
    const objects = (engine: string) => both.value('docker_df_objects', { type: 'images', engine });
    const ids = (await podman('images', '-q')).split('\n').filter(Boolean);
    expect(objects('podman')).toBe(new Set(ids).size);
    expect(objects('docker')).toBeGreaterThan(0);
  });

  it('one that is gone hurts itself alone', async () => {
    service?.kill();
    await until('the end of Podman', () => service?.exitCode !== null || service?.signalCode !== null);
    const alone = await scrape();
    const success = (source: string) => alone.value('container_exporter_discovery_success', { source });
    expect([success('docker'), success('podman')]).toEqual([1, 0]);
    const infos = alone.series('container_info').map(({ labels }) => labels.name);
    expect(infos).toContain(names.docker);
  });

  async function scrape(): Promise<Exposition> {
    const flags = [`--docker.host=unix://${socket}`, `--docker.host=unix://${podmanSocket}`, '--docker.df-timeout=20s'];
    const args = [join(repository, 'dist/main.js'), 'scrape', ...flags, '--log.level=error'];
    const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 28 });
    return parseExposition(stdout);
  }
});
