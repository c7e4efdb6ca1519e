import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { explainAttempt } from '../../../src/discovery/docker/ask/attempt.js';
import { containerId, crowdedDaemon, putContainer } from '../../support/fake-docker/made-up.js';
import { setUp } from './asked-source.js';

const list = /\/containers\/json/;
const inspect = /\/containers\/[0-9a-f]+\/json/;
const names = (answer: { containers: ReadonlyMap<string, { name: string }> }) =>
  [...answer.containers.values()].map(({ name }) => name);

/** Three that run, and one that does not. */
function smallDaemon() {
  const { content, inodes } = crowdedDaemon(3);
  const finishedAt = new Date(Date.now() - 5 * 60_000 - 30_000).toISOString();
  const stopped = {
    name: 'stopped',
    state: 'exited',
    status: 'Exited (1) 5 minutes ago',
    pid: 0,
    exitCode: 1,
    finishedAt,
  };
  putContainer(content, containerId(4), stopped);
  return { content, inodes };
}

test.each([
  ['refuses', { kind: 'answer', status: 403, body: '<h1>Forbidden</h1>\n' }, 'HTTP 403: <h1>Forbidden</h1>'],
  ['has an error', { kind: 'answer', status: 500, body: '{"message":"layer not found"}' }, 'HTTP 500: layer not found'],
  ['sends no JSON', { kind: 'answer', status: 200, body: '[{"Id":' }, 'the answer is not JSON'],
  ['sends no list', { kind: 'answer', status: 200, body: '{"Id":"x"}' }, 'the answer is not a JSON list'],
  [
    'lists nothing that is a container',
    { kind: 'answer', status: 200, body: '[null,null,{}]' },
    'none of 3 entries is',
  ],
  [
    'nests lists',
    { kind: 'answer', status: 200, body: '['.repeat(5000) + ']'.repeat(5000) },
    'only entry is no container',
  ],
  ['sends half of it', { kind: 'half' }, 'the connection was closed before the answer was complete'],
  ['hangs up', { kind: 'hang up' }, 'the connection was closed before the answer was complete'],
  ['does not answer', { kind: 'never' }, 'GET /containers/json: no answer within 1 s'],
  ['answers half', { kind: 'stall' }, 'GET /containers/json: no answer within 1 s'],
] as const)(
  'when the daemon %s, running containers keep their names and no stopped ones are told of',
  async (_, how, reason) => {
    const { content, inodes } = smallDaemon();
    const { ask, fake } = await setUp(content, 1);
    expect(names(await ask(inodes)).sort()).toEqual(['stopped', 'web-1', 'web-2', 'web-3']);

    fake.misbehave(list, how);
    const failed = await ask(inodes);
    expect(failed.success).toBe(false);
    expect(failed.error).toContain(`${fake.host}: `);
    expect(failed.error).toContain(reason);
    expect(names(failed).sort()).toEqual(['web-1', 'web-2', 'web-3']);
    // In the same cgroup it is the same process; but what it is up to is unknown.
    expect(failed.containers.get(containerId(1))).toMatchObject({
      state: undefined,
      labels: { app: 'shop' },
      inspect: { pid: 1001, startedAt: Date.parse('2026-11-21T03:05:51.5Z') / 1000, health: undefined },
    });

    fake.misbehave(list, undefined);
    expect(await ask(inodes)).toMatchObject({ success: true });
  },
);

test('after a failure, nothing of an earlier life is told of a container whose cgroup was made again', async () => {
  const { content, inodes } = smallDaemon();
  const { ask, fake } = await setUp(content);
  await ask(inodes);
  await fake.die();
  const { containers } = await ask(new Map(inodes).set(containerId(1), 7).set(containerId(4), 8));
  expect(containers.get(containerId(1))?.inspect).toMatchObject({
    pid: undefined,
    startedAt: undefined,
    restartCount: undefined,
    networkMode: 'shop',
  });
  // Someone started it.
  expect(containers.get(containerId(4))).toMatchObject({
    name: 'stopped',
    state: undefined,
    inspect: { exitCode: undefined },
  });
});

test('a daemon that dies and comes back takes no names away, and is asked who it is again', async () => {
  const { content, inodes } = smallDaemon();
  const { ask, fake, source } = await setUp(content);
  await ask(inodes);
  await fake.die();
  const down = await ask(inodes);
  expect(down).toMatchObject({ success: false, error: `${fake.host}: there is no such socket` });
  expect(names(down).sort()).toEqual(['web-1', 'web-2', 'web-3']);
  expect(source.name).toBe('docker');

  await fake.comeBack();
  fake.forget();
  const up = await ask(inodes);
  expect(up).toMatchObject({ success: true, cgroupDriver: 'cgroupfs' });
  expect(names(up).sort()).toEqual(['stopped', 'web-1', 'web-2', 'web-3']);
  expect(fake.requests).toContain('/version');
});

test('a daemon that hangs has no connections pile up on it', async () => {
  const { content, inodes } = smallDaemon();
  const { ask, fake } = await setUp(content, 1);
  fake.misbehave(list, { kind: 'never' });
  const answers = await Promise.all([ask(inodes), ask(inodes), ask(inodes)]);
  expect(answers.map(({ success }) => success)).toEqual([false, false, false]);
  expect(fake.requests.filter((path) => list.test(path))).toHaveLength(1);
  await expect.poll(() => fake.openConnections).toBe(0);
});

test('who leaves early gets what is known, and who stays gets the answer', async () => {
  const { content, inodes } = smallDaemon();
  const { ask, fake } = await setUp(content);
  await ask(inodes);
  fake.misbehave(list, { kind: 'slow', milliseconds: 400 });
  const hurry = new AbortController();
  const patient = ask(inodes);
  const hurried = ask(inodes, hurry.signal);
  hurry.abort();
  expect(await hurried).toMatchObject({ success: false });
  expect(names(await hurried)).toHaveLength(3);
  expect(await patient).toMatchObject({ success: true });
});

test('a request that nobody waits for is given up, and its connection closed', async () => {
  const { content, inodes } = smallDaemon();
  const { ask, fake } = await setUp(content, 600);
  fake.misbehave(list, { kind: 'never' });
  const scrape = new AbortController();
  const answer = ask(inodes, scrape.signal);
  await expect.poll(() => fake.requests.some((path) => list.test(path))).toBe(true);
  scrape.abort();
  expect(await answer).toMatchObject({
    success: false,
    error: expect.stringContaining('before the scrape had to end'),
  });
  await expect.poll(() => fake.openConnections).toBe(0);
});

test('when inspects hang, the list and the inspects that came are used', async () => {
  const { content, inodes } = smallDaemon();
  const { ask, fake } = await setUp(content, 1);
  fake.misbehave(new RegExp(containerId(2)), { kind: 'never' });
  const answer = await ask(inodes);
  expect(answer).toMatchObject({
    success: false,
    error: expect.stringContaining('1 of 4 containers were not inspected: no answer within 1 s'),
  });
  expect(answer.containers.get(containerId(1))).toMatchObject({ state: 'running', inspect: { pid: 1001 } });
  expect(answer.containers.get(containerId(2))).toMatchObject({ state: 'running', name: 'web-2', inspect: undefined });
  expect(answer.containers.get(containerId(4))).toMatchObject({ state: 'exited', inspect: { exitCode: 1 } });
  await expect.poll(() => fake.openConnections).toBe(0);
});

test('an old answer is used for what could not be asked again, unless it is of another life', async () => {
  const { content, inodes } = smallDaemon();
  const { ask, fake } = await setUp(content, 1);
  await ask(inodes);
  fake.misbehave(inspect, { kind: 'never' });
  putContainer(content, containerId(2), { name: 'web-2', status: 'Up 5 minutes (unhealthy)' });
  const { containers } = await ask(new Map(inodes).set(containerId(3), 7));
  expect(containers.get(containerId(1))?.inspect).toMatchObject({ pid: 1001, health: 'none' });
  // The list alone tells of the health.
  expect(containers.get(containerId(2))?.inspect).toMatchObject({ networkMode: 'shop', health: 'unhealthy' });
  expect(containers.get(containerId(3))?.inspect).toMatchObject({ networkMode: 'shop', pid: undefined });
});

test('a container with a bad answer hurts only itself, and is complained of once', async () => {
  const { content, inodes } = smallDaemon();
  const { ask, fake, warnings } = await setUp(content);
  fake.misbehave(new RegExp(containerId(2)), { kind: 'answer', status: 200, body: '["what"]' });
  const answers = [await ask(inodes), await ask(inodes)];
  expect(answers.map(({ success }) => success)).toEqual([true, true]);
  expect(answers[1]?.containers.get(containerId(2))).toMatchObject({ name: 'web-2', inspect: undefined });
  expect(answers[1]?.containers.get(containerId(1))?.inspect?.pid).toBe(1001);
  expect(warnings).toEqual([expect.stringContaining(containerId(2))]);

  fake.misbehave(new RegExp(containerId(2)), undefined);
  const { containers } = await ask(inodes);
  expect(containers.get(containerId(2))?.inspect?.pid).toBe(1002);
  fake.misbehave(new RegExp(containerId(2)), { kind: 'answer', status: 500, body: '' });
  await ask(inodes);
  expect(warnings).toHaveLength(2);
});

test('a proxy that forbids inspects, ping, version and info leaves the list', async () => {
  const { content, inodes } = smallDaemon();
  const { ask, fake, warnings } = await setUp(content);
  const forbidden = { kind: 'answer', status: 403, body: 'Forbidden' } as const;
  for (const path of [/_ping/, /version/, /info/, inspect]) fake.misbehave(path, forbidden);
  const answer = await ask(inodes);
  expect(answer).toMatchObject({ success: false, cgroupDriver: undefined, oldestInspectAge: undefined });
  expect(answer.error).toContain('no container could be inspected');
  expect(names(answer)).toHaveLength(4);
  expect(fake.requests).toContain('/containers/json?all=1');
  expect(warnings).toEqual([]);
});

test('entries without an id are left out, and complained of once', async () => {
  const { content, inodes } = smallDaemon();
  content.containers.set('none', { listed: { Names: ['/none'] }, inspected: {} });
  const { ask, warnings } = await setUp(content);
  expect(names(await ask(inodes))).toHaveLength(4);
  expect(await ask(inodes)).toMatchObject({ success: true });
  expect(warnings).toEqual(['1 listed containers have no usable id']);
});

test('a refused socket has no advice that makes the exporter root', () => {
  const failure = Object.assign(new Error('connect EACCES'), { code: 'EACCES' });
  const inspections = { planned: [], done: 0, failures: new Map() };
  const attempt = { stage: 'contact', heardAt: 0, end: Promise.resolve(), listing: undefined, inspections } as const;
  const text = explainAttempt({ ...attempt, failure }, undefined);
  expect(text).toMatch(/^permission denied \(.*container-exporter docker-proxy.*docs\/docker-proxy\.md\)$/);
  expect(text).not.toContain('group');
  expect(existsSync(new URL('../../../docs/docker-proxy.md', import.meta.url))).toBe(true);
});

test('what is inspected and why is in the log, in one line', async () => {
  const { content, inodes } = smallDaemon();
  const { ask, logged } = await setUp(content);
  const lines = () => logged.filter((line) => line.includes('inspects: '));
  await ask(inodes);
  expect(lines()).toEqual([
    'docker lists 4 containers; inspects: 4 new (000000000000, 000000000000, 000000000000, ...)',
  ]);
  await ask(new Map(inodes).set(containerId(1), 7));
  expect(lines()[1]).toBe('docker lists 4 containers; inspects: 1 changed (000000000000), 3 refresh');
});

test('an ask that comes too late has what is known', async () => {
  const { content, inodes } = smallDaemon();
  const { ask, fake } = await setUp(content);
  await ask(inodes);
  fake.forget();
  const answer = await ask(inodes, AbortSignal.abort());
  expect(answer.success).toBe(false);
  expect(names(answer).sort()).toEqual(['web-1', 'web-2', 'web-3']);
  expect(fake.requests).toEqual([]);
});

test('nothing that DOCKER_HOST says leads away from the host that was configured', async () => {
  const { content, inodes } = smallDaemon();
  const { ask } = await setUp(content);
  const before = process.env.DOCKER_HOST;
  process.env.DOCKER_HOST = 'tcp://127.0.0.1:1';
  try {
    expect(await ask(inodes)).toMatchObject({ success: true });
  } finally {
    if (before === undefined) delete process.env.DOCKER_HOST;
    else process.env.DOCKER_HOST = before;
  }
});
