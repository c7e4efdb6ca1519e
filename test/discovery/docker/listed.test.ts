import { expect, test } from 'vitest';
import { listContainers } from '../../../src/discovery/docker/ask/listed.js';
import type { DockerSession } from '../../../src/discovery/docker/session.js';
import { containerId } from '../../support/fake-docker/made-up.js';

/** A session with a daemon whose list has these entries. */
function listing(entries: Iterable<object>): DockerSession {
  async function* chunks() {
    yield Buffer.from('[');
    for (const [i, entry] of [...entries].entries()) yield Buffer.from((i > 0 ? ',' : '') + JSON.stringify(entry));
    yield Buffer.from(']');
  }
  return {
    get: (_, read) => read({ headers: {}, chunks: chunks() }),
    heardAt: 0,
    close: () => {},
  };
}

const many = (count: number, more: (i: number) => object = () => ({})) =>
  Array.from({ length: count }, (_, i) => ({ Id: containerId(i), Names: [`/web-${i}`], State: 'exited', ...more(i) }));

test('of too many containers those with a cgroup are kept, and the rest up to a number', async () => {
  const running = new Map([[containerId(10_900), 1]]);
  const { containers, leftOut } = await listContainers(listing(many(11_000)), '', running, () => undefined);
  expect(leftOut).toBe(999);
  expect(containers).toHaveLength(10_001);
  expect(containers.at(-1)).toMatchObject({ id: containerId(10_900), name: 'web-10900' });
});

test('a container that is listed twice is one', async () => {
  const twice = [...many(2), ...many(2, () => ({ State: 'running' }))];
  const { containers } = await listContainers(listing(twice), '', new Map(), () => undefined);
  expect(containers.map(({ state }) => state)).toEqual(['running', 'running']);
});

test('a long label is cut, and the longest are left out where all together are too long', async () => {
  const service = { 'com.docker.compose.service': 'web' };
  const huge = { ...service, huge: 'x'.repeat(1_000_000), 'also huge': 'y'.repeat(100_000) };
  const crowd = { ...Object.fromEntries(many(90).map(({ Id }) => [Id, 'z'.repeat(1000)])), ...service };
  const entries = [huge, crowd, service].map((Labels, i) => ({ Id: containerId(i), Names: ['/a'], Labels }));
  const { containers, shortened } = await listContainers(listing(entries), '', new Map(), () => undefined);
  expect(shortened).toBe(1);
  const [cut, shorter, whole] = containers.map(({ labels }) => labels);
  expect(cut).toEqual({ ...service, huge: 'x'.repeat(16_384), 'also huge': 'y'.repeat(16_384) });
  expect(shorter).toMatchObject(service);
  expect(Object.keys(shorter ?? {}).length).toBe(62);
  expect(whole).toEqual(service);
});

test('labels of all together have a limit, names of containers have none', async () => {
  const labels = (i: number) => ({ Labels: { app: `shop-${i}`, filler: 'f'.repeat(16_000) } });
  const { containers, shortened } = await listContainers(listing(many(2000, labels)), '', new Map(), () => undefined);
  expect(containers.map(({ name }) => name)).toEqual(many(2000).map((_, i) => `web-${i}`));
  expect(shortened).toBeGreaterThan(900);
  const text = containers.reduce((total, { labels: { filler = '' } }) => total + filler.length, 0);
  expect(text).toBeLessThan(16 * 1024 * 1024);
  expect(containers[10]?.labels.filler).toHaveLength(16_000);
});

test.each([
  [[{}], 'the answer is a list, but its only entry is no container'],
  [[[], {}], 'the answer is a list, but none of 2 entries is a container'],
])('a list of %j is none of containers', async (entries, message) => {
  await expect(listContainers(listing(entries), '', new Map(), () => undefined)).rejects.toThrow(message);
});

test('an empty list is one, and a few entries that are no containers are counted', async () => {
  expect(await listContainers(listing([]), '', new Map(), () => undefined)).toMatchObject({
    containers: [],
    illFormed: 0,
  });
  expect(await listContainers(listing([{}, ...many(2)]), '', new Map(), () => undefined)).toMatchObject({
    illFormed: 1,
  });
});

test('what is as it was in the last list is taken from it', async () => {
  const labels = (i: number) => ({
    Labels: { app: 'the same shop', number: `number ${i}` },
    Mounts: [{ Type: 'volume' }],
  });
  const before = await listContainers(listing(many(3, labels)), '', new Map(), () => undefined);
  const known = new Map(before.containers.map((container) => [container.id, container]));
  const changed = many(3, labels).map((entry, i) => (i === 1 ? { ...entry, Status: 'Up 5 minutes' } : entry));
  const after = await listContainers(listing(changed), '', new Map(), (id) => known.get(id));
  expect(after.containers.map((container, i) => container === before.containers[i])).toEqual([true, false, true]);
  expect(after.containers[1]?.labels).toBe(before.containers[1]?.labels);
  expect(after.containers[1]?.status).toMatchObject({ lasting: 'Up' });
});

test.each([
  [{ Labels: { app: 'shop' } }, { Labels: { app: 'shop', more: '' } }],
  [{ Mounts: [{ Type: 'volume', Name: 'a,b' }] }, { Mounts: ['a', 'b'].map((Name) => ({ Type: 'volume', Name })) }],
  [{ Health: { Status: 'healthy' } }, {}],
  [{ Status: 'Exited (0) 3 hours ago' }, { Status: 'Exited (0) 4 hours ago' }],
])('%j is not taken for %j', async (was, is) => {
  const before = await listContainers(listing(many(1, () => was)), '', new Map(), () => undefined);
  const fresh = await listContainers(listing(many(1, () => is)), '', new Map(), () => undefined);
  const after = await listContainers(listing(many(1, () => is)), '', new Map(), () => before.containers[0]);
  expect(after.containers).toEqual(fresh.containers);
  expect(after.containers).not.toEqual(before.containers);
});
