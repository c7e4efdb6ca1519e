import { execFile } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, describe as base, beforeAll, expect, it } from 'vitest';
import { get, startProxy, stopProxy } from '../docker-proxy/proxy-process.js';
import { type Exposition, parseExposition } from '../support/exposition.js';
import { connectEngine } from '../support/real/engine.js';
import { type ExporterProcess, runExporter } from '../support/real/exporter-process.js';
import { busyboxImage, importBusyboxImage, missingBusybox } from '../support/real/images/busybox-image.js';
import { startPrometheus } from '../support/real/prometheus.js';
import { isExecutable, lacking, missingCommand, missingEngine, missingRoot } from '../support/real/requirements.js';
import { until } from '../support/until.js';

const real = '/var/run/docker.sock';
const missing = [
  missingCommand('docker', 'docker.io'),
  missingCommand('prometheus', 'prometheus'),
  missingBusybox(),
  missingRoot(),
  await missingEngine(connectEngine(`unix://${real}`)),
];
const describe = base.skipIf(lacking('docker-proxy', missing));

/** All docker command lines here: Debian's, and where there is one a newer. */
const clients = (process.env.PATH ?? '')
  .split(':')
  .map((folder) => join(folder, 'docker'))
  .filter(isExecutable)
  .map((path) => realpathSync(path))
  .filter((path, i, all) => all.indexOf(path) === i);

const prefix = `docker-proxy-${process.pid}-`;
const secret = (place: string) => `hunter2-${place}-${process.pid}`;

async function run(client: string, socket: string, ...args: string[]): Promise<string> {
  const env = { PATH: process.env.PATH ?? '', DOCKER_HOST: '' };
  return (await promisify(execFile)(client, ['-H', `unix://${socket}`, ...args], { env })).stdout.trim();
}
const docker = (...args: string[]) => run('docker', real, ...args);
const createContainer = (name: string, ...args: string[]) => docker('run', '-d', '--name', prefix + name, ...args);

let directory: string;
let socket: string;
let proxy: ExporterProcess;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'docker-proxy-'));
  chmodSync(directory, 0o755);
  socket = join(directory, 'safe.sock');
  if (missing.some((thing) => thing !== undefined)) return;
  await importBusyboxImage(connectEngine(`unix://${real}`));
  const source = join(directory, secret('source'));
  mkdirSync(source);
  await createContainer(
    'web',
    ...['-e', `PASSWORD=${secret('env')}`, '-l', `com.example.token=${secret('label')}`, '-v', `${source}:/keys`],
    ...['-l', 'com.docker.compose.project=shop', '-l', 'com.docker.compose.service=web', '-v', `${prefix}data:/data`],
    ...['--health-cmd', `echo ${secret('health')}`, '--health-interval', '1s', '--expose', '8080'],
    ...['--log-opt', `tag=${secret('log-option')}`, '--restart', 'on-failure:3', '--hostname', secret('hostname')],
    ...['--entrypoint', 'sh', busyboxImage, '-c', `exec sleep 100000 # ${secret('command')}`],
  );
  await createContainer('gone', '--network=none', busyboxImage, 'true', secret('argument'));
  await docker('create', '--name', `${prefix}broken`, busyboxImage, `/bin/${secret('missing-command')}`);
  await docker('start', `${prefix}broken`).catch(() => {});
  await docker('network', 'create', '--label', `net.token=${secret('network-label')}`, `${prefix}net`);
  await docker('network', 'connect', '--alias', secret('alias'), `${prefix}net`, `${prefix}web`);
  await until('the check ran', async () => (await docker('inspect', `${prefix}web`)).includes('"Output"'));
  proxy = await startProxy(socket);
});

afterAll(async () => {
  if (proxy) await stopProxy(proxy);
  const names = ['web', 'gone', 'broken'].map((name) => prefix + name);
  if (missing.every((thing) => thing === undefined)) {
    await docker('rm', '-f', '-v', ...names).catch(() => {});
    await docker('volume', 'rm', '-f', `${prefix}data`).catch(() => {});
    await docker('network', 'rm', `${prefix}net`).catch(() => {});
  }
  rmSync(directory, { recursive: true, force: true });
});

describe('an exporter behind the proxy', () => {
  async function scrape(host: string): Promise<Exposition> {
    const flags = [`--docker.host=unix://${host}`, '--docker.df-timeout=60s', `--container.include=${prefix}.*`];
    const scraped = runExporter(['scrape', ...flags]);
    expect(await scraped.exited).toBe(0);
    return parseExposition(scraped.stdout());
  }
  const identities = ({ samples }: Exposition) =>
    samples
      .filter(({ name, labels }) => /^(?:container|docker)_/.test(name) && labels.id?.length !== 1)
      .filter(({ labels }) => labels.name?.startsWith(prefix) || labels.type || labels.volume?.startsWith(prefix))
      .map(({ name, labels }) => `${name}${JSON.stringify(labels)}`)
      .sort();

  it('succeeds in all default collectors and shows what it shows without', async () => {
    const [through, direct] = [await scrape(socket), await scrape(real)];
    for (const exposition of [through, direct]) {
      const outcomes = exposition.series('container_exporter_collector_success');
      expect(outcomes.length).toBeGreaterThan(20);
      expect(outcomes.filter(({ value }) => value !== 1)).toEqual([]);
      expect(exposition.value('container_exporter_discovery_success', { source: 'docker' })).toBe(1);
    }
    expect(identities(through)).toEqual(identities(direct));
    expect(identities(through).length).toBeGreaterThan(50);
    const [named] = through.series('container_last_seen', { name: `${prefix}web` });
    expect(named?.labels).toMatchObject({
      container_label_com_docker_compose_project: 'shop',
      container_label_com_docker_compose_service: 'web',
      image: busyboxImage,
    });
  });

  it('tells the same figures of what does not move', async () => {
    const figures = async (host: string) => {
      const exposition = await scrape(host);
      return exposition.samples.filter(({ name }) =>
        /^(?:docker_(?:df|image|volume)|container_(?:spec|health|start))/.test(name),
      );
    };
    // Other containers may come and go meanwhile, and the proxy remembers disk usage for 5 s.
    await until('both are the same', async () => {
      const [through, direct] = [await figures(socket), await figures(real)];
      return through.length > 10 && JSON.stringify(through) === JSON.stringify(direct);
    });
  });
});

describe.each(clients)('%s through the proxy', (client) => {
  const own = ['-a', '--filter', `name=${prefix}`];
  const both = async (...args: string[]) => [await run(client, socket, ...args), await run(client, real, ...args)];

  it('lists containers as without it', async () => {
    const columns = '{{.ID}} {{.Image}} {{.Names}} {{.State}} {{.Ports}} {{.Label "com.docker.compose.service"}}';
    const [through, direct] = await both('ps', ...own, '--no-trunc', '--format', columns);
    expect(through).toBe(direct);
    expect(through?.split('\n')).toHaveLength(3);
    // The client shows them in any order.
    const networks = await both('ps', ...own, '--format', '{{.ID}},{{.Networks}}');
    const [some, all] = networks.map((text) => text?.split('\n').map((row) => row.split(',').sort()));
    expect(some).toEqual(all);
    const [sizes, directSizes] = await both('ps', ...own, '--size', '--format', '{{.ID}} {{.Size}}');
    expect(sizes).toBe(directSizes);
    const [plain] = await both('ps', ...own, '--no-trunc');
    expect(plain).toContain(`${prefix}web`);
    expect(plain).not.toContain('hunter2');
  });

  it('tells of disk usage, the version and the engine', async () => {
    const rows = (await run(client, socket, 'system', 'df')).split('\n').map((row) => row.split(/ {2,}/)[0]);
    expect(rows).toEqual(['TYPE', 'Images', 'Containers', 'Local Volumes', 'Build Cache']);
    expect(await run(client, socket, 'system', 'df', '-v')).toContain(`${prefix}data`);
    const [version, directVersion] = await both('version', '--format', '{{json .Server}}');
    expect(JSON.parse(version ?? '')).toEqual(JSON.parse(directVersion ?? ''));
    const facts =
      '{{.ServerVersion}} {{.Driver}} {{.NCPU}} {{.MemTotal}} {{.CgroupDriver}} {{.DockerRootDir}} {{.Name}}';
    const [info, directInfo] = await both('info', '--format', facts);
    expect(info).toBe(directInfo);
    expect(await run(client, socket, 'info')).toContain('Server Version:');
    expect(await run(client, socket, 'network', 'ls', '--format', '{{.Name}}')).toContain(`${prefix}net`);
  });

  it.each([
    ['stop', `${prefix}web`],
    ['rm', '-f', `${prefix}web`],
    ['exec', `${prefix}web`, 'true'],
    ['logs', `${prefix}web`],
    ['cp', `${prefix}web:/keys`, '-'],
    ['top', `${prefix}web`],
    ['run', '--rm', busyboxImage, 'true'],
    ['volume', 'ls'],
    ['system', 'prune', '-f'],
    ['ps', '--filter', `label=com.example.token=${secret('label')}`],
  ])('can not %s', async (...args) => {
    await expect(run(client, socket, ...args)).rejects.toThrow(/not allowed|not let through/);
    expect(await docker('inspect', '--format', '{{.State.Running}}', `${prefix}web`)).toBe('true');
  });
});

describe('secrets of containers', () => {
  const paths = [
    ...[
      '/_ping',
      '/version',
      '/info',
      '/containers/json?all=1',
      '/containers/json?all=1&size=1',
      '/networks',
      '/system/df',
    ],
    ...['web', 'gone', 'broken'].flatMap((name) => ['', '?size=1'].map((q) => `/containers/${prefix}${name}/json${q}`)),
  ];

  it('are in the answers of the engine, and in none of the proxy', async () => {
    let told = '';
    for (const path of paths) {
      for (const version of ['', '/v1.24', '/v1.41']) {
        let answer = await get(socket, version + path);
        // Sizes rest: who asks for them in too many ways is told to come again.
        while (answer.status === 429 && path.includes('size=1')) {
          await sleep(1000 * Number(answer.headers['retry-after']));
          answer = await get(socket, version + path);
        }
        expect([path, answer.status]).toEqual([path, 200]);
        expect([path, answer.body.includes('hunter2')]).toEqual([path, false]);
        told += (await get(real, version + path)).body;
      }
    }
    const places = [
      'env',
      'label',
      'source',
      'health',
      'log-option',
      'hostname',
      'command',
      'argument',
      'missing-command',
    ];
    for (const place of [...places, 'network-label', 'alias']) expect(told).toContain(secret(place));
  });

  it('are not in its log either', () => {
    expect(proxy.stderr()).not.toContain('hunter2-env');
  });
});

describe("Prometheus' docker_sd_configs", () => {
  it('finds targets through the proxy as without it', async () => {
    const targets = async (host: string) => {
      const prometheus = await startPrometheus(
        [
          {
            job_name: 'docker',
            docker_sd_configs: [
              { host: `unix://${host}`, refresh_interval: '1s', filters: [{ name: 'name', values: [prefix] }] },
            ],
            relabel_configs: [
              {
                action: 'labelmap',
                regex:
                  '__meta_docker_(container_name|container_network_mode|network_(?:id|ip|ingress|internal|name|scope)|port_.+)',
              },
              { action: 'labelmap', regex: '__meta_docker_container_label_(com_docker_compose_.+)' },
              // They are found, not scraped: nothing listens there.
              { target_label: '__address__', replacement: '127.0.0.1:1' },
            ],
          },
        ],
        1,
      );
      try {
        const up = () => prometheus.instant('up');
        await until('there are targets', async () => (await up()).length >= 2);
        return (await up()).map(({ metric }) => JSON.stringify(metric, Object.keys(metric).sort())).sort();
      } finally {
        await prometheus.stop();
      }
    };
    const through = await targets(socket);
    expect(through).toEqual(await targets(real));
    expect(through.join()).toContain('"com_docker_compose_service":"web"');
    expect(through.join()).toContain(`"network_name":"${prefix}net"`);
  });
});

describe('the process', () => {
  it('has a socket of the mode and owner that were asked for', async () => {
    const path = join(directory, 'owned.sock');
    const owned = await startProxy(path, ['--listen.mode=0620', '--listen.owner=12345:54321']);
    const { mode, uid, gid } = statSync(path);
    expect([mode & 0o777, uid, gid]).toEqual([0o620, 12345, 54321]);
    expect(statSync(socket).mode & 0o777).toBe(0o660);
    expect(await stopProxy(owned)).toBe(0);
    expect(existsSync(path)).toBe(false);
  });

  it('takes the place of a socket that a killed one left behind, not of one that is used', async () => {
    const path = join(directory, 'stale.sock');
    const killed = await startProxy(path);
    killed.process.kill('SIGKILL');
    await killed.exited;
    expect(existsSync(path)).toBe(true);
    const next = await startProxy(path);
    expect((await get(path, '/_ping')).body).toBe('OK');
    const third = runExporter(['docker-proxy', `--listen=unix://${path}`]);
    expect(await third.exited).toBe(1);
    expect(third.stderr()).toMatch(/^container-exporter: --listen: [^\n]*another process listens on it\n$/);
    expect(await stopProxy(next)).toBe(0);
  });

  it('does not start on what is no socket or its own', async () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    const [path, link] = [join(directory, 'own.sock'), join(directory, 'link.sock')];
    symlinkSync(path, link);
    for (const [host, reason] of [
      [file, 'is not a socket'],
      [link, 'is where the proxy itself listens'],
    ]) {
      const failed = runExporter(['docker-proxy', `--listen=unix://${path}`, `--docker.host=unix://${host}`]);
      expect(await failed.exited).toBe(1);
      expect(failed.stderr()).toMatch(/^container-exporter: --docker\.host: [^\n]+\n$/);
      expect(failed.stderr()).toContain(reason);
      expect(existsSync(path)).toBe(false);
    }
  });

  it('starts before the daemon, and says what is wrong until it is there', async () => {
    const [path, later] = [join(directory, 'early.sock'), join(directory, 'later.sock')];
    const early = await startProxy(path, [`--docker.host=unix://${later}`]);
    const answer = await get(path, '/v1.41/info');
    expect(answer.status).toBe(502);
    expect(JSON.parse(answer.body)).toEqual({ message: `unix://${later}: there is no such socket` });
    symlinkSync(real, later);
    expect((await get(path, '/v1.41/info')).status).toBe(200);
    expect(await stopProxy(early)).toBe(0);
  });

  it('passes on what a flag lets through, as it comes, and says so', async () => {
    const path = join(directory, 'more.sock');
    const more = await startProxy(path, ['--allow=/events', '--allow=/containers/{id}/top']);
    expect(more.stderr()).toContain(
      '"paths":["/events","/containers/{id}/top"],"msg":"these paths are passed on unredacted"',
    );
    const filters = encodeURIComponent(JSON.stringify({ container: [`${prefix}web`], event: ['pause', 'unpause'] }));
    const asked = request({ socketPath: path, path: `/v1.41/events?filters=${filters}` }).end();
    const [events] = (await once(asked, 'response')) as [IncomingMessage];
    expect(events.statusCode).toBe(200);
    await docker('pause', `${prefix}web`);
    const [event] = (await once(events.setEncoding('utf8'), 'data')) as [string];
    expect(JSON.parse(event)).toMatchObject({ status: 'pause' });
    await docker('unpause', `${prefix}web`);
    expect((await get(path, `/containers/${prefix}web/top`)).body).toContain('sleep 100000');
    expect((await get(path, `/containers/${prefix}web/logs`)).status).toBe(403);
    expect((await get(path, '/events', 'POST')).status).toBe(403);
    // A stream that goes on does not keep it from ending.
    expect(await stopProxy(more)).toBe(0);
  });

  it('asks a daemon once for the disk usage that many want', async () => {
    const [path, slow] = [join(directory, 'df.sock'), join(directory, 'slow.sock')];
    const asked: string[] = [];
    const daemon = createServer(({ method, url }, response) => {
      asked.push(`${method} ${url}`);
      setTimeout(() => response.end('{"Images":[],"Volumes":[],"LayersSize":3}'), 200);
    });
    await new Promise<void>((resolve) => daemon.listen(slow, resolve));
    const busy = await startProxy(path, [`--docker.host=unix://${slow}`]);
    const answers = await Promise.all(Array.from({ length: 20 }, () => get(path, '/v1.44/system/df')));
    answers.push(await get(path, '/v1.44/system/df?type=image'));
    // It looks which versions the daemon has, as these answer alike.
    expect(asked.filter((one) => one !== 'GET /_ping')).toEqual(['GET /v1.44/system/df']);
    expect(answers.slice(0, 20).every(({ status, body }) => status === 200 && JSON.parse(body).LayersSize === 3)).toBe(
      true,
    );
    expect(JSON.parse(answers[20]?.body ?? '')).toEqual({ Images: [], LayersSize: 3 });
    expect(answers[20]?.headers.age).toMatch(/^\d$/);
    expect(await stopProxy(busy)).toBe(0);
    await new Promise((resolve) => daemon.close(resolve));
  });

  it('answers 502 to what no daemon says', async () => {
    const [path, odd] = [join(directory, 'front.sock'), join(directory, 'odd.sock')];
    const answers: Record<string, string> = {
      '/info': 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhey',
      '/version': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]',
      '/networks': 'HTTP/1.1 302 Found\r\nLocation: http://example.org/\r\nContent-Length: 0\r\n\r\n',
      '/containers/json': 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[',
      '/containers/a/json': 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: tcp\r\nConnection: Upgrade\r\n\r\nraw',
      '/containers/b/json': 'SSH-2.0-OpenSSH\r\n',
    };
    const daemon = createServer();
    daemon.on('request', ({ url, socket: connection }) => connection.end(answers[url ?? ''] ?? ''));
    await new Promise<void>((resolve) => daemon.listen(odd, resolve));
    const front = await startProxy(path, [`--docker.host=unix://${odd}`]);
    for (const asked of Object.keys(answers)) {
      const { status, body } = await get(path, asked);
      expect([asked, status, Object.keys(JSON.parse(body))]).toEqual([asked, 502, ['message']]);
    }
    expect(await stopProxy(front)).toBe(0);
    await new Promise((resolve) => daemon.close(resolve));
  });
});
