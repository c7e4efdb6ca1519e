import { expect, test } from 'vitest';
import { containerId, crowdedDaemon, putContainer } from '../../support/fake-docker/made-up.js';
import { recordedDaemon } from '../../support/fake-docker/recorded.js';
import { setUp } from './asked-source.js';

const inspects = (requests: readonly string[]) => requests.filter((path) => /containers\/[0-9a-f]+\/json/.test(path));
const lists = (requests: readonly string[]) => requests.filter((path) => path.includes('/containers/json'));

test('tells what a recorded Docker 20.10 tells', async () => {
  const { ask, fake, source } = await setUp(recordedDaemon('20.10'));
  const answer = await ask();

  expect(answer).toMatchObject({ success: true, cgroupDriver: 'cgroupfs' });
  expect(source.name).toBe('docker');
  const byName = new Map([...answer.containers.values()].map((container) => [container.name, container]));
  expect([...byName].map(([name, { state }]) => [name, state]).sort()).toEqual([
    ['recorded-created', 'created'],
    ['recorded-exited', 'exited'],
    ['recorded-healthy', 'running'],
    ['recorded-paused', 'paused'],
    ['recorded-restarting', 'restarting'],
    ['recorded-running', 'running'],
    ['recorded-unhealthy', 'running'],
  ]);
  expect(byName.get('recorded-running')).toMatchObject({
    runtime: 'docker',
    image: 'bb:local',
    labels: { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web' },
    inspect: { health: 'none', restartPolicy: 'unless-stopped', networkMode: 'none', cpuShares: 512, exitCode: 0 },
  });
  expect(byName.get('recorded-unhealthy')?.inspect?.health).toBe('unhealthy');
  expect(byName.get('recorded-exited')?.inspect).toMatchObject({ exitCode: 3, pid: undefined });
  expect(byName.get('recorded-restarting')?.inspect).toMatchObject({ restartCount: 6, exitCode: 1 });
  // Go's zero time.
  expect(byName.get('recorded-created')?.inspect).toMatchObject({ startedAt: undefined, finishedAt: undefined });
  expect(fake.requests.slice(0, 2).sort()).toEqual(['/_ping', '/version']);
  expect(fake.requests.slice(2).every((path) => path.startsWith('/v1.41/'))).toBe(true);
});

test('tells what a recorded Podman tells, and that it is Podman', async () => {
  const { ask, source } = await setUp(recordedDaemon('podman-4.3'));
  const answer = await ask();

  expect(source.name).toBe('podman');
  expect(answer).toMatchObject({ success: true, cgroupDriver: 'cgroupfs' });
  const byName = new Map([...answer.containers.values()].map((container) => [container.name, container]));
  expect(byName.get('recorded-running')).toMatchObject({
    runtime: 'podman',
    state: 'running',
    image: 'localhost/bb:local',
  });
  expect(byName.get('recorded-running')?.inspect).toMatchObject({
    health: 'none',
    restartPolicy: 'no',
    ociRuntime: '',
  });
  expect(byName.get('recorded-checked')?.inspect?.health).toBe('healthy');
  expect(byName.get('recorded-exited')?.inspect).toMatchObject({ exitCode: 3, restartCount: 2 });
  expect(byName.get('recorded-created')?.state).toBe('created');
});

test('tells the cgroup driver and labels of a recorded host with cgroup v2', async () => {
  const { ask } = await setUp(recordedDaemon('20.10-cgroup2'));
  const answer = await ask();
  expect(answer.cgroupDriver).toBe('systemd');
  expect([...answer.containers.values()].find(({ name }) => name === 'demo')).toMatchObject({
    labels: { app: 'demo', 'com.docker.compose.project': 'demo' },
    inspect: { pid: 490, startedAt: Date.parse('2026-11-21T03:05:51.111Z') / 1000 + 0.000497286 },
  });
});

test('asks once for the list, and again only for what changed and a few in turn', async () => {
  const { content, inodes } = crowdedDaemon(200);
  const { ask, fake } = await setUp(content);

  await ask(inodes);
  expect(lists(fake.requests)).toEqual(['/v1.41/containers/json?all=1']);
  expect(new Set(inspects(fake.requests)).size).toBe(200);
  expect(fake.busiest).toBeGreaterThan(1);
  expect(fake.busiest).toBeLessThanOrEqual(8);

  const seen = new Set<string>();
  for (let i = 0; i < 10; i += 1) {
    fake.forget();
    const answer = await ask(inodes);
    expect(answer.containers.size).toBe(200);
    expect(fake.requests).toHaveLength(21);
    for (const path of inspects(fake.requests)) seen.add(path);
  }
  // Ten rounds of twenty: each container once.
  expect(seen.size).toBe(200);
});

test('inspects a container first whose cgroup was made again, and tells of its new life', async () => {
  const { content, inodes } = crowdedDaemon(100);
  const { ask, fake } = await setUp(content);
  await ask(inodes);
  const id = containerId(77);
  putContainer(content, id, { name: 'web-77', pid: 9999, startedAt: '2026-11-21T04:00:00Z', restartCount: 1 });
  fake.forget();

  const answer = await ask(new Map(inodes).set(id, 1));
  expect(inspects(fake.requests)).toHaveLength(21);
  expect(inspects(fake.requests).slice(0, 8)).toContain(`/v1.41/containers/${id}/json`);
  expect(answer.containers.get(id)?.inspect).toMatchObject({
    pid: 9999,
    restartCount: 1,
    startedAt: Date.parse('2026-11-21T04:00:00Z') / 1000,
  });
});

test('sees that an exited container ran again, though the list says the same of it', async () => {
  const { content, inodes } = crowdedDaemon(60);
  const { ask } = await setUp(content);
  const id = containerId(500);
  const now = Date.now();
  const exited = (secondsAgo: number) => ({
    state: 'exited',
    status: 'Exited (0) 10 seconds ago',
    pid: 0,
    finishedAt: new Date(now - secondsAgo * 1000).toISOString(),
  });
  // As if the first ask had been a minute ago.
  putContainer(content, id, exited(70));
  await ask(inodes);
  putContainer(content, id, exited(10));
  const answer = await ask(inodes);
  expect(answer.containers.get(id)?.inspect?.finishedAt).toBeCloseTo(now / 1000 - 10, 2);
});

test('does not ask again for what exited and stayed so', async () => {
  const { content, inodes } = crowdedDaemon(30);
  const { ask, fake } = await setUp(content);
  const finishedAt = new Date(Date.now() - 3 * 60_000 - 30_000).toISOString();
  for (let i = 100; i < 130; i += 1)
    putContainer(content, containerId(i), { state: 'exited', status: 'Exited (1) 3 minutes ago', pid: 0, finishedAt });
  await ask(inodes);
  fake.forget();
  await ask(inodes);
  // Of those that run as ever, and five of the thirty others.
  expect(inspects(fake.requests)).toHaveLength(25);
});

test.each([
  ['unhealthy', 'Up 5 minutes (unhealthy)'],
  ['starting', 'Up 5 seconds (health: starting)'],
])('always asks for a container that is %s, as its failing streak moves', async (Status, status) => {
  const { content, inodes } = crowdedDaemon(100);
  const { ask } = await setUp(content);
  for (let FailingStreak = 1; FailingStreak < 8; FailingStreak += 1) {
    putContainer(content, containerId(50), { status, health: { Status, FailingStreak } });
    const answer = await ask(inodes);
    expect(answer.containers.get(containerId(50))?.inspect).toMatchObject({
      health: Status,
      healthFailingStreak: FailingStreak,
    });
  }
});

test('knows health at once when the list shows it, and asks for it where a list never does', async () => {
  const { content, inodes } = crowdedDaemon(100);
  const { ask } = await setUp(content);
  const [shown, hidden] = [containerId(40), containerId(41)];
  const health = (Status: string) => ({ Status, FailingStreak: 0 });
  putContainer(content, shown, { status: 'Up 5 minutes (healthy)', health: health('healthy') });
  putContainer(content, hidden, { health: health('healthy') });
  await ask(inodes);
  await ask(inodes);
  putContainer(content, shown, { status: 'Up 5 minutes (unhealthy)', health: health('unhealthy') });
  putContainer(content, hidden, { health: health('unhealthy') });
  const { containers } = await ask(inodes);
  expect(containers.get(shown)?.inspect?.health).toBe('unhealthy');
  expect(containers.get(hidden)?.inspect?.health).toBe('unhealthy');
});

test('follows a rename without an inspect, and forgets what is gone', async () => {
  const { content, inodes } = crowdedDaemon(60);
  const { ask, fake } = await setUp(content);
  await ask(inodes);
  putContainer(content, containerId(3), { name: 'renamed', pid: 1003 });
  content.containers.delete(containerId(4));
  fake.forget();
  const { containers } = await ask(inodes);
  expect(containers.get(containerId(3))?.name).toBe('renamed');
  expect(containers.has(containerId(4))).toBe(false);
  expect(fake.requests).toHaveLength(21);
});

test('a container that is gone between list and inspect is normal', async () => {
  const { content, inodes } = crowdedDaemon(3);
  const { ask, fake, warnings } = await setUp(content);
  const entry = fake.content.containers.get(containerId(2));
  fake.content.containers.set(containerId(2), { listed: entry?.listed, inspected: undefined });
  inodes.delete(containerId(2));
  const answer = await ask(inodes);
  expect(answer.success).toBe(true);
  expect([...answer.containers.keys()].sort()).toEqual([containerId(1), containerId(3)]);
  expect(warnings).toEqual([]);
});

test('an unhealthy container need not be inspected where the list has its failing streak', async () => {
  const { content, inodes } = crowdedDaemon(60);
  const { ask, fake } = await setUp(content);
  const id = containerId(60);
  const unhealthy = (FailingStreak: number) => {
    const Health = { Status: 'unhealthy', FailingStreak };
    putContainer(content, id, { name: 'web-60', pid: 1060, health: Health });
    const { listed, inspected } = content.containers.get(id) ?? {};
    content.containers.set(id, { listed: { ...(listed as object), Health }, inspected });
  };
  unhealthy(3);
  await ask(inodes);
  fake.forget();
  unhealthy(4);
  const { containers } = await ask(inodes);
  expect(containers.get(id)?.inspect).toMatchObject({ health: 'unhealthy', healthFailingStreak: 4 });
  // Not among those that are repeated in turn either.
  expect(inspects(fake.requests).some((path) => path.includes(id))).toBe(false);
});
