import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endless } from '../support/fake-docker/endless.js';
import { dockerCli } from '../support/real/docker-cli.js';
import { connectEngine, localDockerHost } from '../support/real/engine.js';
import { buildExporterImage, exporterImage } from '../support/real/images/exporter-image.js';
import { repository } from '../support/real/repository.js';
import { lacking, missingCommand, missingEngine } from '../support/real/requirements.js';
import { until } from '../support/until.js';

const engine = connectEngine(localDockerHost);
const docker = dockerCli(localDockerHost);
const missing = [missingCommand('docker', 'docker.io'), await missingEngine(engine)];

/** What the page advises, and how many containers and clients it says that it is enough for. */
const [, megabytes = '', containers = '', clients = '', ownMegabytes = ''] =
  /give it (\d+) MB[^.]*: enough for ([\d,]+) containers and (\d+) clients .* about (\d+) MB of its own/.exec(
    readFileSync(join(repository, 'docs/docker-proxy.md'), 'utf8').replace(/\s+/g, ' '),
  ) ?? [];
const clientCount = Number(clients);

const hex = (i: number) => i.toString(16).padStart(64, '0');

/** As Docker 20.10 lists one, with what compose adds. */
const listed = Array.from({ length: Number(containers.replace(',', '')) }, (_, i) => ({
  ...{ Id: hex(i), Names: [`/shop_web_${i}`], Image: 'shop/web:1.2', ImageID: `sha256:${hex(1)}`, Command: 'node app' },
  ...{ Created: 1795237982, State: 'exited', Status: 'Exited (0) 2 hours ago', Mounts: [] },
  Ports: [{ IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' }],
  Labels: {
    'com.docker.compose.project': 'shop',
    'com.docker.compose.service': `web${i}`,
    'com.docker.compose.x': hex(7),
  },
  HostConfig: { NetworkMode: 'default' },
  NetworkSettings: {
    Networks: { bridge: { NetworkID: hex(3), EndpointID: hex(i), IPAddress: '172.17.0.2', IPPrefixLen: 16 } },
  },
}));
const list = Buffer.from(JSON.stringify(listed));
const diskUsage = Buffer.from(JSON.stringify({ LayersSize: 1, Images: [], Containers: listed, Volumes: [] }));

describe.skipIf(lacking("docker-proxy's memory", missing))(`docker-proxy in ${megabytes} MB`, () => {
  const name = `docker-proxy-memory-${process.pid}`;
  const directory = mkdtempSync(join(tmpdir(), 'proxy-memory-'));
  const socketPath = join(directory, 'safe/docker.sock');
  let daemon: Server;
  let answer: (url: string, response: ServerResponse) => void;
  let asked = 0;

  beforeAll(async () => {
    chmodSync(directory, 0o755);
    mkdirSync(join(directory, 'safe'));
    await buildExporterImage(engine);
    daemon = createServer(({ url = '' }, response) => {
      asked += 1;
      response.setHeader('Api-Version', '1.55');
      if (url.endsWith('/_ping')) response.end('OK');
      else answer(url, response);
    });
    await new Promise<void>((resolve) => daemon.listen(join(directory, 'daemon.sock'), resolve));
    await docker(
      ...[
        'run',
        '--detach',
        `--name=${name}`,
        `--memory=${megabytes}m`,
        `--memory-swap=${megabytes}m`,
        '--user=0:10882',
      ],
      ...['--network=none', '--cap-drop=ALL', '--read-only', '--no-healthcheck', `--volume=${directory}:/run/sockets`],
      ...[exporterImage, 'docker-proxy', '--listen=unix:///run/sockets/safe/docker.sock'],
      '--docker.host=unix:///run/sockets/daemon.sock',
    );
    await until('it listens', () =>
      ask('/_ping').then(
        ({ status }) => status === 200,
        () => false,
      ),
    );
  }, 600_000);

  afterAll(async () => {
    await docker('rm', '--force', name);
    daemon.closeAllConnections();
    await new Promise((resolve) => daemon.close(resolve));
    rmSync(directory, { recursive: true });
  });

  /** Reads an answer, or its head alone where the client is slow. */
  function ask(path: string, slow: IncomingMessage[] | undefined = undefined) {
    return new Promise<{ status: number; bytes: number; retryAfter: string | undefined }>((resolve, reject) => {
      const sent = request({ socketPath, path, agent: false }, (response) => {
        const { statusCode: status = 0, headers } = response;
        let bytes = 0;
        const end = () => resolve({ status, bytes, retryAfter: headers['retry-after'] });
        if (slow) {
          slow.push(response.on('error', () => {}));
          end();
        } else {
          response.on('data', ({ length }: Buffer) => {
            bytes += length;
          });
          response.on('end', end).on('error', reject);
        }
      });
      sent.on('error', reject).end();
    });
  }
  const askAll = (path: (i: number) => string, slow?: IncomingMessage[]) =>
    Promise.all(Array.from({ length: clientCount }, (_, i) => ask(path(i), slow)));

  /** Those who got none know that they may come again. */
  function countAnswers(answers: Awaited<ReturnType<typeof askAll>>): number {
    const served = answers.filter(({ status }) => status === 200);
    const others = answers.filter(({ status }) => status !== 200);
    for (const { status, retryAfter } of others)
      expect({ status, retryAfter }).toEqual({ status: expect.toBeOneOf([429, 503]), retryAfter: expect.any(String) });
    return served.length;
  }

  async function isTheSameProcess(): Promise<void> {
    const state = await docker('inspect', '--format={{.State.Running}} {{.State.OOMKilled}} {{.RestartCount}}', name);
    expect(state).toBe('true false 0');
  }

  /** What is in memory of it and of no file, in MB. */
  async function anonymousMegabytes(): Promise<number> {
    const pid = await docker('inspect', '--format={{.State.Pid}}', name);
    return Number(/^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) / 1000;
  }

  it('takes little while there is little to serve', async () => {
    answer = (url, response) => response.end(url.includes('json?') ? JSON.stringify(listed.slice(0, 20)) : '{}');
    for (let i = 0; i < 20; i++) await ask(i % 2 === 0 ? '/containers/json?all=1' : '/info');
    expect(await anonymousMegabytes()).toBeLessThan(1.5 * Number(ownMegabytes));
  });

  it('serves one list to all who ask at once, from one request', async () => {
    answer = (_, response) => response.end(list);
    for (let round = 1; round <= 3; round++) {
      asked = 0;
      const answers = await askAll(() => '/v1.41/containers/json?all=1');
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(new Set(answers.map(({ bytes }) => bytes)).size).toBe(1);
      expect(answers[0]?.bytes).toBeGreaterThan(5_000_000);
      expect(asked).toBeLessThan(10);
    }
    await isTheSameProcess();
  });

  it('serves some of those who ask for different things, and tells the others to come again', async () => {
    answer = (url, response) => response.end(url.includes('/system/df') ? diskUsage : list);
    expect(countAnswers(await askAll((i) => `/containers/json?all=1&limit=${i + 1}`))).toBeGreaterThan(5);
    expect(countAnswers(await askAll((i) => `/containers/json?size=1&limit=${i + 1}`))).toBeGreaterThan(0);
    // Which lists, of whatever kind, never keep anybody from.
    expect(countAnswers(await askAll(() => '/v1.41/system/df'))).toBe(clientCount);
    await isTheSameProcess();
  });

  it('outlives clients that never take their answers', async () => {
    answer = (url, response) => {
      const isDiskUsage = url.includes('/system/df');
      response.end(url.includes('/info') ? '{"ID":"x","NCPU":2}' : isDiskUsage ? diskUsage : list);
    };
    const slow: IncomingMessage[] = [];
    // As many as there may be connections, but for one.
    const paths = ['/containers/json?all=1', '/v1.41/system/df', '/containers/json?limit=1', '/containers/json?size=1'];
    const asking = Array.from({ length: 255 }, (_, i) => ask(paths[i % paths.length] ?? '', slow));
    // Where 64 are slow, the others wait for a minute.
    await until(
      'as many are served as may be slow',
      async () => slow.filter(({ statusCode }) => statusCode === 200).length === 64,
    );
    expect(await ask('/info')).toMatchObject({ status: 200 });
    for (const response of slow) response.destroy();
    // Those who waited take theirs.
    slow.push = (...responses) => responses.map((response) => response.resume()).length;
    countAnswers(await Promise.all(asking));
    await until('lists are served again', async () => (await ask('/containers/json?all=1')).status === 200);
    await isTheSameProcess();
  });

  it.each([
    ['a list', '[', '{},'],
    ['an entry', '[{"Labels":', '{"a":'],
    ['a field', '[{"Labels":{"a":"', 'x'],
    ['brackets', '[', '['],
    ['a field that is not shown', '{"x":[', '{},'],
  ])('outlives endless answers: %s', async (_, begin, piece) => {
    answer = (_, response) => endless(response, begin, piece);
    for (const path of ['/containers/json', '/networks', '/containers/x/json', '/info']) {
      const { status } = await ask(path);
      expect([502, 503]).toContain(status);
    }
    await isTheSameProcess();
  });
});
