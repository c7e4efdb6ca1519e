import { expect, test } from 'vitest';
import type { RuntimeAnswer } from '../../../src/discovery/runtime-source.js';
import { containerId, crowdedDaemon, putContainer } from '../../support/fake-docker/made-up.js';
import { setUp } from './asked-source.js';

/** Nothing here takes as long as a daemon may: an ask that waits for it ends the test. */
const longTimeout = 600;

const list = /\/containers\/json/;
const inspect = /\/containers\/[0-9a-f]+\/json/;
const names = ({ containers }: RuntimeAnswer) => [...containers.values()].map(({ name }) => name).sort();
/** Long enough to tell a daemon that hangs from a scrape that was left. */
const scrapeTime = () => AbortSignal.timeout(700);

const ways = [
  ['never answers', { kind: 'never' }],
  ['answers half', { kind: 'stall' }],
] as const;

test.each(ways)('a daemon that %s its list is waited for once, and has everything when it answers', async (_, how) => {
  const { content, inodes } = crowdedDaemon(3);
  const { ask, fake, source } = await setUp(content, longTimeout);
  await ask(inodes);
  fake.misbehave(list, how);
  const hung = [await ask(inodes, scrapeTime()), await ask(inodes), await ask(inodes), await ask(inodes)];
  for (const answer of hung) {
    expect(answer).toMatchObject({ success: false, cgroupDriver: 'cgroupfs' });
    expect(names(answer)).toEqual(['web-1', 'web-2', 'web-3']);
    expect(answer.containers.get(containerId(1))).toMatchObject({
      state: undefined,
      inspect: { pid: 1001, health: undefined, exitCode: undefined },
    });
  }
  expect(hung[0]?.error).toContain('GET /containers/json: no answer before the scrape had to end');
  expect(hung[1]?.error).toContain('GET /containers/json: still no answer');
  expect(source.contact()).toBeUndefined();
  expect(fake.openConnections).toBe(1);

  fake.misbehave(list, undefined);
  putContainer(content, containerId(4), { name: 'web-4' });
  const answer = await ask(new Map(inodes).set(containerId(4), 1));
  expect(answer).toMatchObject({ success: true });
  expect(names(answer)).toEqual(['web-1', 'web-2', 'web-3', 'web-4']);
  expect(answer.containers.get(containerId(4))).toMatchObject({ state: 'running', inspect: { pid: 4242 } });
  expect(source.contact()).toBeDefined();
});

test.each(ways)('of a daemon that %s inspects, everything else is told, scrape after scrape', async (_, how) => {
  const { content, inodes } = crowdedDaemon(20);
  const { ask, fake, source } = await setUp(content, longTimeout);
  fake.misbehave(inspect, how);
  const hung = [await ask(inodes, scrapeTime()), await ask(inodes), await ask(inodes)];
  for (const answer of hung) {
    expect(answer).toMatchObject({ success: false, cgroupDriver: 'cgroupfs' });
    expect(answer.error).toContain('20 of 20 containers were not inspected: ');
    expect(answer.containers.get(containerId(1))).toMatchObject({
      name: 'web-1',
      state: 'running',
      inspect: undefined,
    });
  }
  // What it lists is told again each time.
  putContainer(content, containerId(1), { name: 'renamed', state: 'paused', status: 'Up 5 minutes (Paused)' });
  expect((await ask(inodes)).containers.get(containerId(1))).toMatchObject({ name: 'renamed', state: 'paused' });
  expect(source.contact()).toBeDefined();
  expect(fake.openConnections).toBeLessThanOrEqual(8);

  fake.misbehave(inspect, undefined);
  const answer = await ask(inodes);
  expect(answer).toMatchObject({ success: true });
  expect(answer.containers.get(containerId(2))?.inspect?.pid).toBe(1002);
});

test('inspects that are answered are used, though others hang ask after ask', async () => {
  const { content, inodes } = crowdedDaemon(20);
  const { ask, fake } = await setUp(content, longTimeout);
  fake.misbehave(new RegExp(containerId(7)), { kind: 'never' });
  for (const signal of [scrapeTime(), undefined, undefined]) {
    const answer = await ask(inodes, signal);
    expect(answer.error).toContain('1 of 20 containers were not inspected');
    expect(answer.containers.get(containerId(8))?.inspect?.pid).toBe(1008);
  }
});

test.each([/_ping/, /version/])('a daemon that hangs on %s at first is not said to answer', async (path) => {
  const { content, inodes } = crowdedDaemon(3);
  const { ask, fake, logged } = await setUp(content, longTimeout);
  fake.misbehave(path, { kind: 'never' });
  const hung = [await ask(inodes, scrapeTime()), await ask(inodes)];
  for (const answer of hung) {
    expect(answer).toMatchObject({ success: false, error: expect.stringContaining('GET /version: ') });
    expect(names(answer)).toEqual([]);
  }
  expect(logged.filter((line) => line.includes('answers at'))).toEqual([]);
  fake.misbehave(path, undefined);
  expect(await ask(inodes)).toMatchObject({ success: true });
  expect(logged.filter((line) => line.includes('answers at'))).toEqual([
    `docker 20.10.24+dfsg1 answers at ${fake.host}/v1.41`,
  ]);
});

test('a daemon that does not describe itself costs only that', async () => {
  const { content, inodes } = crowdedDaemon(3);
  const { ask, fake } = await setUp(content, longTimeout);
  fake.misbehave(/info/, { kind: 'never' });
  for (const signal of [scrapeTime(), undefined]) {
    const answer = await ask(inodes, signal);
    expect(answer).toMatchObject({ success: false, cgroupDriver: undefined });
    expect(answer.error).toContain('GET /info: ');
    expect(answer.containers.get(containerId(1))).toMatchObject({ state: 'running', inspect: { pid: 1001 } });
  }
  fake.misbehave(/info/, undefined);
  expect(await ask(inodes)).toMatchObject({ success: true, cgroupDriver: 'cgroupfs' });
});

test('an answer that comes after the ask has left ends the hurry', async () => {
  const { content, inodes } = crowdedDaemon(3);
  const { ask, fake } = await setUp(content, longTimeout);
  await ask(inodes);
  fake.misbehave(list, { kind: 'slow', milliseconds: 1000 });
  expect(await ask(inodes, scrapeTime())).toMatchObject({ success: false });
  fake.forget();
  expect(await ask(inodes)).toMatchObject({ success: false, error: expect.stringContaining('still no answer') });
  // The attempt goes on by itself, up to the inspects.
  await expect.poll(() => fake.requests.filter((path) => inspect.test(path)).length).toBe(3);
  await expect.poll(() => fake.openConnections).toBe(0);
  // And the next ask waits as long as it takes.
  expect(await ask(inodes)).toMatchObject({ success: true });
});

test('a daemon that hangs and then dies is no longer one that hangs', async () => {
  const { content, inodes } = crowdedDaemon(3);
  const { ask, fake } = await setUp(content, longTimeout);
  fake.misbehave(list, { kind: 'never' });
  await ask(inodes, scrapeTime());
  await fake.die();
  expect((await ask(inodes)).error).toBe(`${fake.host}: there is no such socket`);
  await fake.comeBack();
  fake.misbehave(list, { kind: 'slow', milliseconds: 300 });
  expect(await ask(inodes)).toMatchObject({ success: true });
});

test('who leaves a scrape early does not make a daemon one that hangs', async () => {
  const { content, inodes } = crowdedDaemon(3);
  const { ask, fake } = await setUp(content, longTimeout);
  fake.misbehave(list, { kind: 'slow', milliseconds: 300 });
  const hurry = new AbortController();
  const left = ask(inodes, hurry.signal);
  hurry.abort();
  expect(await left).toMatchObject({ success: false });
  expect(await ask(inodes)).toMatchObject({ success: true });
});
