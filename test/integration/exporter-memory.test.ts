import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Exposition, parseExposition } from '../support/exposition.js';
import { endless } from '../support/fake-docker/endless.js';
import { freePort } from '../support/free-port.js';
import { repository, workDirectory } from '../support/real/repository.js';
import { lacking, missingRoot } from '../support/real/requirements.js';
import { fixtureFolder } from '../support/recorded-host.js';
import { until } from '../support/until.js';

/** The exporter in the memory that all deployments give it, beside daemons that have, or say, more than anybody needs. */

const hierarchy = '/sys/fs/cgroup/memory';
const missing = [missingRoot(), existsSync(hierarchy) ? undefined : 'a memory hierarchy of cgroup v1'];
const limit = 128 * 1024 * 1024;
const running = 1000;
const stopped = 10_000;

const hex = (i: number) => i.toString(16).padStart(64, '0');
const isRunning = (id: string) => Number.parseInt(id, 16) < running;

/** As Docker 20.10 lists one, with what compose adds. */
const listed = (i: number) => ({
  ...{ Id: hex(i), Names: [`/shop_web_${i}`], Image: 'shop/web:1.2', ImageID: `sha256:${hex(1)}`, Command: 'node app' },
  ...{ Created: 1795237982, Mounts: [], Ports: [{ PrivatePort: 80, Type: 'tcp' }] },
  ...(i < running ? { State: 'running', Status: 'Up 2 hours' } : { State: 'exited', Status: 'Exited (0) 2 hours ago' }),
  Labels: { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': `web${i}`, 'com.example.x': hex(7) },
  HostConfig: { NetworkMode: 'default' },
});
const listOf = (count: number) => JSON.stringify(Array.from({ length: count }, (_, i) => listed(i)));

const inspected = (id: string) => ({
  Id: id,
  State: {
    ...{ Status: isRunning(id) ? 'running' : 'exited', Pid: 0, ExitCode: 0, OOMKilled: false },
    ...{ StartedAt: '2026-11-21T03:05:51Z', FinishedAt: '2026-11-21T04:05:51Z' },
  },
  HostConfig: { NetworkMode: 'bridge', LogConfig: { Type: 'json-file' } },
  ...{ RestartCount: 0, Config: { Image: 'shop/web:1.2', Env: Array.from({ length: 30 }, (_, i) => `V${i}=${id}`) } },
});

let list = listOf(running);

function honest(url: string, response: ServerResponse): void {
  const path = url.replace(/^\/v[\d.]+/, '');
  if (path === '/_ping') response.end('OK');
  else if (path === '/version') response.end('{"Version":"20.10.24","ApiVersion":"1.41","MinAPIVersion":"1.12"}');
  else if (path === '/info') response.end('{"CgroupDriver":"systemd","ServerVersion":"20.10.24"}');
  else if (path.startsWith('/containers/json')) response.end(list);
  else if (path.startsWith('/system/df')) response.end('{"LayersSize":1,"Images":[],"Containers":[],"Volumes":[]}');
  else response.end(JSON.stringify(inspected(path.split('/')[2] ?? '')));
}

describe.skipIf(lacking('the exporter in 128 MB', missing))('the exporter in 128 MB', () => {
  const directory = workDirectory('exporter-memory');
  const cgroup = join(hierarchy, `exporter-memory-${process.pid}`);
  const figure = (name: string) => readFileSync(join(cgroup, name), 'utf8');
  let answer = honest;
  let daemon: Server;
  let url = '';
  let ended: Promise<unknown>;
  let end = () => {};

  beforeAll(async () => {
    const tree = join(directory, 'cgroup');
    cpSync(fixtureFolder('v2-systemd/cgroup'), tree, { recursive: true });
    const one = 'system.slice/docker-2605c3ad331a171ca4d9f7fc0282730a5d9a031eb10f52670c86444df3acdc10.scope';
    for (let i = 0; i < running; i++) {
      cpSync(join(tree, one), join(tree, `system.slice/docker-${hex(i)}.scope`), { recursive: true });
    }
    const socket = join(directory, `${process.pid}.sock`);
    daemon = createServer((request, response) => {
      response.setHeader('Api-Version', '1.41');
      answer(request.url ?? '', response);
    });
    await new Promise<void>((resolve) => daemon.listen(socket, resolve));
    mkdirSync(cgroup);
    writeFileSync(join(cgroup, 'memory.limit_in_bytes'), String(limit));
    const port = await freePort();
    const flags = ['--no-memory-reducer', '--single-threaded-gc', '--min-semi-space-size=4'];
    const own = [
      `--docker.host=unix://${socket}`,
      `--path.procfs=${fixtureFolder('v2-systemd/proc')}`,
      ...[`--path.cgroupfs=${tree}`, '--path.rootfs=/', `--web.listen-address=127.0.0.1:${port}`],
    ];
    const script = `echo $$ > ${cgroup}/cgroup.procs && exec "$@"`;
    const child = spawn(
      'sh',
      ['-c', script, 'sh', process.execPath, ...flags, join(repository, 'dist/main.js'), ...own],
      { stdio: 'ignore' },
    );
    ended = new Promise((resolve) => child.once('close', resolve));
    end = () => void child.kill('SIGTERM');
    url = `http://127.0.0.1:${port}`;
    await until('it listens', () =>
      fetch(`${url}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
  });

  afterAll(async () => {
    end();
    await ended;
    daemon.closeAllConnections();
    await new Promise((resolve) => daemon.close(resolve));
    await until('its cgroup is empty', () => {
      try {
        rmdirSync(cgroup);
        return true;
      } catch {
        return false;
      }
    });
  });

  async function scrape(): Promise<Exposition> {
    const response = await fetch(`${url}/metrics`, { headers: { 'X-Prometheus-Scrape-Timeout-Seconds': '60' } });
    return parseExposition(await response.text());
  }
  const docker = (exposition: Exposition) =>
    exposition.value('container_exporter_discovery_success', { source: 'docker' });
  /** The kernel's own word on whether it was killed. */
  const kills = () => /oom_kill (\d+)/.exec(figure('memory.oom_control'))?.[1];

  it.each([
    ['a list', /containers\/json/, '[', `{"Id":"${hex(1)}","Names":["/a"],"Labels":{}},`],
    ['an entry of a list', /containers\/json/, `[{"Id":"${hex(1)}","Labels":{"a":"`, 'x'],
    ['inspects', /containers\/0/, '{"State":{"Status":"', 'x'],
    ['an info', /info/, '{"CgroupDriver":"', 'x'],
  ])('outlives endless answers: %s', async (_, path, begin, piece) => {
    answer = (asked, response) => {
      if (path.test(asked)) endless(response, begin, piece);
      else honest(asked, response);
    };
    for (let i = 0; i < 2; i++) {
      const exposition = await scrape();
      expect(exposition.series('container_memory_rss').length).toBeGreaterThan(running);
      expect(exposition.series('node_load1').length).toBe(1);
    }
    answer = honest;
    await until('the daemon is believed again', async () => docker(await scrape()) === 1);
    expect(kills()).toBe('0');
  });

  it('serves 1,000 containers that run beside 10,000 that do not', async () => {
    list = listOf(running + stopped);
    // Ten thousand inspects take more than one scrape.
    await until('all are known', async () => docker(await scrape()) === 1);
    for (let i = 0; i < 5; i++) {
      const exposition = await scrape();
      expect(docker(exposition)).toBe(1);
      expect(exposition.series('container_state', { state: 'exited' }).length).toBeGreaterThan(stopped);
      expect(exposition.series('container_memory_rss').length).toBeGreaterThan(running);
    }
    console.log(`peak of its cgroup: ${Math.round(Number(figure('memory.max_usage_in_bytes')) / 2 ** 20)} MiB`);
    expect(kills()).toBe('0');
  });
});
