import { expect, test, vi } from 'vitest';
import type { FakeEvent } from '../../support/fake-docker/fake-docker.js';
import { containerId, crowdedDaemon, putContainer } from '../../support/fake-docker/made-up.js';
import { type Setup, setUp } from './asked-source.js';

/** A daemon of so many containers that tells its events, asked once. */
async function startDaemon(count = 30) {
  const { content, inodes } = crowdedDaemon(count);
  content.events = [];
  const setup = await setUp(content);
  happen(setup, 'start');
  await setup.ask(inodes);
  const ask = async () => {
    setup.fake.forget();
    const answer = await setup.ask(inodes);
    const requests = setup.fake.requests.map((path) => path.replace(/^\/v[\d.]+/, '').replace(/\?.*/, ''));
    return { answer, asked: requests.map((path) => path.replace(/[0-9a-f]{64}/, (id) => `${Number(`0x${id}`)}`)) };
  };
  return { setup, inodes, ask };
}

let clock = BigInt(Date.now() - 60_000) * 1_000_000n;

/** Times that no number holds exactly. */
function happen({ fake }: Setup, action: string, id = containerId(1), type: FakeEvent['type'] = 'container'): void {
  clock += 1001n;
  fake.content.events?.push({ type, action, id, time: clock });
}

test('where nothing happened nothing is asked but that', async () => {
  const { ask, inodes } = await startDaemon();
  const { asked, answer } = await ask();
  expect(asked).toEqual(['/events']);
  expect(answer).toMatchObject({ success: true });
  expect(answer.containers.size).toBe(inodes.size);
  expect(answer.containers.get(containerId(3))).toMatchObject({
    name: 'web-3',
    state: 'running',
    inspect: { pid: 1003 },
  });
});

test.each(['oom', 'update', 'health_status: unhealthy'])('%s needs an inspect, once', async (action) => {
  const { setup, ask } = await startDaemon();
  happen(setup, action, containerId(7));
  expect((await ask()).asked).toEqual(['/events', '/containers/7/json']);
  expect((await ask()).asked).toEqual(['/events']);
});

test('an inspect that fails is repeated', async () => {
  const { setup, ask } = await startDaemon();
  happen(setup, 'oom', containerId(7));
  setup.fake.misbehave(/json$/, { kind: 'answer', status: 500, body: '' });
  expect((await ask()).asked).toEqual(['/events', '/containers/7/json']);
  setup.fake.misbehave(/json$/, undefined);
  expect((await ask()).asked).toEqual(['/events', '/containers/7/json']);
});

test.each([
  ['rename', 'container'],
  ['create', 'container'],
  ['something new', 'container'],
  ['untag', 'image'],
])('%s of a %s needs a list, and no inspect of others', async (action, type) => {
  const { setup, ask } = await startDaemon();
  putContainer(setup.fake.content, containerId(7), { name: 'other', pid: 1007 });
  happen(setup, action, containerId(7), type);
  const { asked, answer } = await ask();
  expect(asked.slice(0, 2)).toEqual(['/events', '/containers/json']);
  expect(asked.slice(2)).toEqual(type === 'container' ? ['/containers/7/json'] : []);
  expect(answer.containers.get(containerId(7))?.name).toBe('other');
  expect((await ask()).asked).toEqual(['/events']);
});

test.each([
  ['exec_start: sh -c true', 'container'],
  ['exec_die', 'container'],
  ['mount', 'volume'],
  ['connect', 'network'],
])('%s of a %s needs nothing', async (action, type) => {
  const { setup, ask } = await startDaemon();
  happen(setup, action, containerId(7), type);
  expect((await ask()).asked).toEqual(['/events']);
});

test('a list that failed is still due', async () => {
  const { setup, ask, inodes } = await startDaemon();
  happen(setup, 'rename');
  setup.fake.misbehave(/containers\/json/, { kind: 'never' });
  await setup.ask(inodes, AbortSignal.timeout(50));
  setup.fake.misbehave(/containers\/json/, undefined);
  happen(setup, 'exec_die');
  expect((await ask()).asked).toContain('/containers/json');
});

test('a cgroup that went or came needs a list, whatever the events say', async () => {
  const { ask, inodes } = await startDaemon();
  inodes.set(containerId(4), 77);
  expect((await ask()).asked).toEqual(['/events', '/containers/json', '/containers/4/json']);
  inodes.delete(containerId(4));
  expect((await ask()).asked).toContain('/containers/json');
});

test('a health check that fails is seen without an event', async () => {
  const { setup, ask } = await startDaemon();
  const unhealthy = (FailingStreak: number) =>
    putContainer(setup.fake.content, containerId(2), {
      ...{ pid: 1002, status: 'Up 5 minutes (unhealthy)', health: { Status: 'unhealthy', FailingStreak } },
    });
  unhealthy(3);
  happen(setup, 'health_status: unhealthy', containerId(2));
  await ask();
  unhealthy(4);
  const { asked, answer } = await ask();
  expect(asked).toEqual(['/events', '/containers/2/json']);
  expect(answer.containers.get(containerId(2))?.inspect).toMatchObject({ health: 'unhealthy', healthFailingStreak: 4 });
});

test('after a restart of the daemon, which forgets, all is listed', async () => {
  const { setup, ask } = await startDaemon();
  setup.fake.content.events = [];
  expect((await ask()).asked).toContain('/containers/json');
  // Another life's events are no gapless story either, until one of them was seen.
  happen(setup, 'start');
  expect((await ask()).asked).toContain('/containers/json');
  expect((await ask()).asked).toEqual(['/events']);
});

test('more events than are kept mean a list, and no events for a while', async () => {
  const { setup, ask } = await startDaemon();
  setup.fake.content.events = [];
  for (let i = 0; i < 256; i += 1) happen(setup, 'exec_die');
  expect((await ask()).asked).toContain('/containers/json');
  expect((await ask()).asked[0]).toBe('/containers/json');
});

test('a daemon that hangs over events is listed', async () => {
  const { setup, ask } = await startDaemon();
  setup.fake.misbehave(/events/, { kind: 'never' });
  expect((await ask()).answer.success).toBe(true);
  expect(setup.fake.requests.some((path) => path.includes('/containers/json'))).toBe(true);
  expect((await ask()).asked).not.toContain('/events');
});

test('a daemon that waits before it tells is listed for a while', async () => {
  const { setup, ask } = await startDaemon();
  setup.fake.misbehave(/events/, { kind: 'slow', milliseconds: 600 });
  expect((await ask()).asked).toEqual(['/events']);
  setup.fake.misbehave(/events/, undefined);
  for (let i = 0; i < 20; i += 1) expect((await ask()).asked[0]).toBe('/containers/json');
  expect((await ask()).asked).toEqual(['/events']);
});

test('a daemon whose clock is another is listed', async () => {
  const { ask } = await startDaemon();
  const ahead = Date.now() + 3_600_000;
  const now = vi.spyOn(Date, 'now').mockImplementation(() => ahead);
  try {
    expect((await ask()).asked).toContain('/containers/json');
  } finally {
    now.mockRestore();
  }
});

test('all is listed now and then', async () => {
  const { ask } = await startDaemon();
  const later = performance.now() + 301_000;
  const now = vi.spyOn(performance, 'now').mockImplementation(() => later);
  try {
    expect((await ask()).asked).toContain('/containers/json');
    expect((await ask()).asked).toEqual(['/events']);
  } finally {
    now.mockRestore();
  }
});
