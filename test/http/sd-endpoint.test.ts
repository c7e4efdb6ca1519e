import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCommandLine } from '../../src/cli/command-line.js';
import { probePath } from '../../src/cli/paths.js';
import { wireServiceDiscovery } from '../../src/commands/wire-service-discovery.js';
import { createLog } from '../../src/log.js';
import { type Entry, entry, networkEntry } from '../service-discovery/listed.js';
import { type FakeDocker, startFakeDocker } from '../support/fake-docker/fake-docker.js';
import { containerId, emptyDaemon } from '../support/fake-docker/made-up.js';
import { httpRequest } from '../support/http-request.js';
import { type Probe, startProbe } from './probe-server.js';

/** The whole way from a daemon's lists to what Prometheus gets, but for the daemon. */

let docker: FakeDocker;
let probe: Probe;
const on = { 'prometheus.enable': 'true', 'prometheus.port': '80' };

async function start(
  flags: readonly string[] = [],
  host = docker.host,
  sockets: readonly string[] = [],
): Promise<void> {
  const argv = [
    ...(host === '' ? [] : [`--docker.host=${host}`]),
    '--docker.timeout=300ms',
    '--log.level=silent',
    ...flags,
  ];
  const read = readCommandLine({
    ...{ argv, env: {}, version: '1', probe: probePath },
    collectors: [{ name: 'cpu', help: '', enabledByDefault: true }],
  });
  if (read.kind !== 'serve') throw new Error(JSON.stringify(read));
  const { config } = read;
  probe = await startProbe({
    discovery: wireServiceDiscovery({
      config,
      places: { ofSystem: sockets, users: '', ownFolder: undefined },
      log: createLog(config.log),
    }),
  });
}

const put = (number: number, given: Entry = {}, inspected?: unknown) =>
  docker.content.containers.set(containerId(number), { listed: entry(number, given), inspected });

const ask = async (path: string, headers: Record<string, string> = {}, method = 'GET') => {
  const answer = await httpRequest({ host: '127.0.0.1', port: new URL(probe.url).port, path, headers, method });
  return { ...answer, text: answer.body.toString() };
};
const addresses = async (path: string): Promise<string[]> => {
  const { status, text } = await ask(path);
  expect(status, text).toBe(200);
  return (JSON.parse(text) as { targets: string[] }[]).flatMap(({ targets }) => targets);
};

beforeEach(async () => {
  docker = await startFakeDocker({ ...emptyDaemon(), networks: [networkEntry('bridge')] });
});
afterEach(async () => {
  await probe.close();
  await docker.remove();
});

describe.each(['/sd', '/sd/docker'])('%s', (path) => {
  it('is a JSON list, empty only where there is nothing to scrape', async () => {
    await start();
    const empty = await ask(path);
    expect([empty.status, empty.headers['content-type'], empty.text]).toEqual([
      200,
      'application/json; charset=utf-8',
      '[]\n',
    ]);
    put(1, { labels: on });
    expect(await addresses(path)).toHaveLength(1);
    const head = await ask(path, {}, 'HEAD');
    expect([head.status, head.text]).toEqual([200, '']);
    expect((await ask(path, {}, 'POST')).status).toBe(405);
    expect((await ask(path, { 'Accept-Encoding': 'gzip' })).headers['content-encoding']).toBe('gzip');
  });

  it.each([
    ['hangs', { kind: 'never' }],
    ['hangs in the middle of its answer', { kind: 'stall' }],
    ['ends in the middle of its answer', { kind: 'half' }],
    ['fails', { kind: 'answer', status: 500, body: '{"message":"no"}' }],
    ['gives no list', { kind: 'answer', status: 200, body: '{}' }],
    ['gives a list of something else', { kind: 'answer', status: 200, body: '[1,{}]' }],
    ['gives no JSON', { kind: 'answer', status: 200, body: '[{' }],
  ] as const)('is a 503 while the daemon %s, and well after', async (_, how) => {
    put(1, { labels: on });
    await start();
    docker.misbehave(/containers\/json/, how);
    const failed = await ask(path);
    expect(failed.status).toBe(503);
    expect(failed.text).toContain(docker.host);
    docker.misbehave(/containers\/json/, undefined);
    expect(await addresses(path)).toHaveLength(1);
  });

  it('is a 503 while the daemon is stopped, and well after', async () => {
    put(1, { labels: on });
    await start();
    await docker.die();
    expect((await ask(path)).status).toBe(503);
    await docker.comeBack();
    expect(await addresses(path)).toHaveLength(1);
  });

  it.each(['none', ''])('is a 503 without a daemon (--docker.host=%s)', async (host) => {
    await start([], host);
    const { status, text } = await ask(path);
    expect(status).toBe(503);
    expect(text).toContain('--docker.host');
  });

  it('asks once for ten that ask at once, and never for stopped containers or details', async () => {
    put(1, { labels: on });
    await start();
    docker.misbehave(/containers\/json/, { kind: 'slow', milliseconds: 100 });
    const answers = await Promise.all(Array.from({ length: 10 }, () => addresses(path)));
    expect(answers).toEqual(Array(10).fill(['172.17.0.1:80']));
    const asked = docker.requests.filter((url) => !/_ping|\/version$/.test(url)).sort();
    const networks = path === '/sd' ? [] : ['/v1.41/networks'];
    expect(asked).toEqual(['/v1.41/containers/json', ...networks]);
  });

  it('refuses a query that it does not know', async () => {
    await start();
    for (const query of ['adress=name', 'host=a&host=b', 'host=a/b', 'port=0', 'address=x', 'match_first_network=1']) {
      expect((await ask(`${path}?${query}`)).status, query).toBe(400);
    }
  });

  it('has no containers that flags exclude', async () => {
    put(1, { labels: on });
    put(2, { labels: on, name: 'secret' });
    await start(['--container.exclude=secret']);
    expect(await addresses(path)).toEqual(['172.17.0.1:80']);
  });

  it('leaves one container out whose entry is too long, and no other', async () => {
    put(1, { labels: { ...on, x: 'x'.repeat(10_000) } });
    put(2, { labels: Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`l${i}`, 'x'.repeat(16_000)])) });
    await start();
    expect(await addresses(path)).toEqual(['172.17.0.1:80']);
  });
});

it.each(['/sd', '/sd/docker'])(
  'shows labels that are let through, and finds by those that are not (%s)',
  async (path) => {
    put(1, { labels: { 'org.acme.enable': 'true', secret: 'x', shown: 'y' }, ports: ['80'] });
    docker.content.networks = [networkEntry('bridge', { Labels: { secret: 'x', shown: 'z' } })];
    await start(['--sd.label-prefix=org.acme', '--sd.labels=shown']);
    const [group] = JSON.parse((await ask(path)).text);
    const told = Object.entries(group.labels).filter(([name]) => name.includes('_label_'));
    const ofNetwork = path === '/sd' ? {} : { __meta_docker_network_label_shown: 'z' };
    expect(Object.fromEntries(told)).toEqual({ __meta_docker_container_label_shown: 'y', ...ofNetwork });
  },
);

it('names the image as container_* series do, where the list has an id', async () => {
  const inspected = { Id: containerId(1), State: {}, Config: { Image: 'shop/web:1' } };
  put(1, { labels: on, image: `sha256:${'a'.repeat(64)}` }, inspected);
  await start();
  for (let i = 0; i < 2; i++) expect(JSON.parse((await ask('/sd')).text)[0].labels.image).toBe('shop/web:1');
  expect(docker.requests.filter((url) => url.includes(containerId(1)))).toHaveLength(1);
});

it('does not fail at /sd where a proxy forbids networks', async () => {
  put(1, { labels: on });
  await start();
  docker.misbehave(/networks/, { kind: 'answer', status: 403, body: '' });
  expect((await ask('/sd/docker')).status).toBe(503);
  expect(await addresses('/sd')).toEqual(['172.17.0.1:80']);
});

it('is a 503 where one of two engines is gone, though it was found by its socket alone', async () => {
  const other = await startFakeDocker({ ...emptyDaemon(), networks: [] });
  other.content.containers.set(containerId(2), { listed: entry(2, { labels: on }), inspected: undefined });
  put(1, { labels: on });
  await start([], '', [docker.socket, other.socket]);
  expect(await addresses('/sd')).toEqual(['172.17.0.1:80', '172.17.0.2:80']);
  expect(await addresses('/sd/docker')).toEqual(['172.17.0.1:80', '172.17.0.2:80']);
  await other.remove();
  expect((await ask('/sd')).status).toBe(503);
  expect((await ask('/sd/docker')).status).toBe(503);
});
