import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failures } from '../support/exposition.js';
import { dockerCli } from '../support/real/docker-cli.js';
import { connectEngine, localDockerHost } from '../support/real/engine.js';
import { scrape } from '../support/real/exporter-process.js';
import { busyboxImage, importBusyboxImage, missingBusybox } from '../support/real/images/busybox-image.js';
import { buildExporterImage, exporterImage } from '../support/real/images/exporter-image.js';
import { repository } from '../support/real/repository.js';
import { lacking, missingCommand, missingEngine } from '../support/real/requirements.js';
import { until } from '../support/until.js';

const engine = connectEngine(localDockerHost);
const docker = dockerCli(localDockerHost);
const missing = [
  ...[missingCommand('docker', 'docker.io'), missingCommand('docker-compose', 'docker-compose'), missingBusybox()],
  await missingEngine(engine),
];
const project = `deploy-${process.pid}`;

async function compose(files: readonly string[], ...command: string[]): Promise<string> {
  const flags = [...files.flatMap((file) => ['--file', file]), '--project-name', project];
  const env = { ...process.env, DOCKER_HOST: localDockerHost, IMAGE: 'registry.example.org/container-exporter:0.1.0' };
  const { stdout } = await promisify(execFile)('docker-compose', [...flags, ...command], { cwd: repository, env });
  return stdout;
}

describe.skipIf(lacking('compose', missing))('compose', () => {
  it.each([
    ['compose.yaml'],
    ['compose.yaml deploy/compose.port.yaml'],
    ['deploy/compose.exporter.yaml'],
    ['deploy/stack.yaml'],
  ])('understands %s', async (files) => {
    expect(await compose(files.split(' '), 'config', '--services')).toMatch(/^exporter$/m);
  });

  it('wants the image of a stack to be named', async () => {
    const nameless = promisify(execFile)('docker-compose', ['--file', 'deploy/stack.yaml', 'config'], {
      cwd: repository,
    });
    await expect(nameless).rejects.toThrow(/registry/);
  });

  /** Prometheus, Alertmanager and Grafana come from a registry, which is not there. */
  describe('starts the exporter and its proxy', () => {
    const directory = mkdtempSync(join(tmpdir(), 'compose-'));
    const files = ['compose.yaml', join(directory, 'override.yaml')];
    const neighbour = `${project}-neighbour`;
    const volume = `${project}-named`;
    let exporter: string;
    let proxy: string;
    let url: string;

    beforeAll(async () => {
      await importBusyboxImage(engine);
      await buildExporterImage(engine);
      const override = {
        services: {
          'docker-proxy': { image: exporterImage },
          // The root of this machine need not be a shared mount.
          exporter: { image: exporterImage, volumes: ['/:/host/root:ro'] },
        },
      };
      writeFileSync(join(directory, 'override.yaml'), JSON.stringify(override));
      const script = 'echo 12345678 >/volume/file; exec sleep 100000';
      const flags = [`--name=${neighbour}`, '--label=com.example.secret=hidden', `--volume=${volume}:/volume`];
      await docker('run', '--detach', ...flags, busyboxImage, 'sh', '-c', script);
      await compose(files, 'up', '--detach', '--no-build', 'docker-proxy', 'exporter');
      const ids = await Promise.all(['exporter', 'docker-proxy'].map((name) => compose(files, 'ps', '--quiet', name)));
      [exporter, proxy] = ids.map((id) => id.trim()) as [string, string];
      const address = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';
      url = `http://${await docker('inspect', `--format=${address}`, exporter)}:10882`;
      await until('it answers and knows disk usage', async () => {
        try {
          return (await scrape(url)).value('docker_volume_size_bytes', { volume }) !== undefined;
        } catch {
          return false;
        }
      });
    }, 600_000);

    afterAll(async () => {
      await compose(files, 'down', '--volumes', '--timeout', '10');
      await docker('rm', '--force', neighbour);
      await docker('volume', 'rm', '--force', volume);
      rmSync(directory, { recursive: true });
    });

    it('with all that is on by default: names, labels, disk usage, file systems', async () => {
      const exposition = await scrape(url);
      expect(failures(exposition)).toEqual([]);
      expect(exposition.value('container_info', { name: neighbour, image: busyboxImage })).toBe(1);
      expect(exposition.value('container_memory_rss', { name: neighbour })).toBeGreaterThan(0);
      expect(exposition.value('docker_volume_size_bytes', { volume })).toBe(9);
      expect(exposition.value('node_filesystem_size_bytes', { mountpoint: '/' })).toBeGreaterThan(0);
      expect(exposition.text).not.toContain('hidden');
    });

    it('which cannot reach the Docker socket, by any name', async () => {
      const connect = `
        for (const path of process.argv.slice(1))
          require('net').connect(path)
            .on('connect', function () { console.log(path, 'connected'); this.destroy(); })
            .on('error', (error) => console.log(path, error.code));`;
      const proxyPid = await docker('inspect', '--format={{.State.Pid}}', proxy);
      const safe = '/run/safe-socket/docker.sock';
      const real = [
        '/var/run/docker.sock',
        '/host/root/run/docker.sock',
        `/host/proc/${proxyPid}/root/var/run/docker.sock`,
      ];
      const said = await docker('exec', exporter, 'node', '-e', connect, safe, ...real);
      expect(Object.fromEntries(said.split('\n').map((line) => line.split(' ')))).toEqual({
        [safe]: 'connected',
        [real[0] ?? '']: 'ENOENT',
        [real[1] ?? '']: 'EACCES',
        [real[2] ?? '']: 'EACCES',
      });
    });

    it('which may not write to the safe socket’s folder, nor to the memory of the host', async () => {
      for (const path of ['/run/safe-socket/x', '/host/root/dev/shm/x', '/host/root/tmp/x', '/x']) {
        await expect(docker('exec', exporter, 'touch', path), path).rejects.toThrow(/Read-only|No such|denied/);
      }
    });

    it('the proxy without a network and a capability, the exporter without a way out', async () => {
      const network = await docker('exec', proxy, 'cat', '/proc/net/dev');
      expect(network.match(/^\s*\S+:/gm)?.map((name) => name.trim())).toEqual(['lo:']);
      expect(await docker('exec', proxy, 'cat', '/proc/1/status')).toMatch(/^CapEff:\s0+$/m);
      const networks = await docker('inspect', '--format={{json .NetworkSettings.Networks}}', exporter);
      const names = Object.keys(JSON.parse(networks));
      expect(names).toEqual([`${project}_metrics`]);
      expect(await docker('network', 'inspect', '--format={{.Internal}}', ...names)).toBe('true');
    });

    it('and answers again after the proxy was restarted', async () => {
      await compose(files, 'restart', '--timeout', '10', 'docker-proxy');
      await until('names are back', async () => {
        const exposition = await scrape(url);
        return exposition.value('container_info', { name: neighbour }) && failures(exposition).length === 0;
      });
    });
  });
});
