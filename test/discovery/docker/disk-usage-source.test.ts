import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createDockerDiskUsage } from '../../../src/discovery/docker/disk-usage-source.js';
import type { DockerContact } from '../../../src/discovery/docker/docker-source.js';
import type { DiskUsageSource } from '../../../src/discovery/runtime-source.js';
import { type FakeDocker, startFakeDocker } from '../../support/fake-docker/fake-docker.js';
import { emptyDaemon } from '../../support/fake-docker/made-up.js';
import { recorded } from '../../support/fake-docker/recorded.js';

const df = /\/system\/df/;

interface Setup {
  readonly fake: FakeDocker;
  readonly source: DiskUsageSource;
  /** Seconds; goes on only by being set. */
  readonly clock: { now: number };
  ask(signal?: AbortSignal): ReturnType<DiskUsageSource['ask']>;
  /** Returns when the daemon was asked so many times and works on nothing. */
  settled(asks: number): Promise<void>;
}

async function setUp({
  prefix = '/v1.41',
  isPodman = false,
  waitSeconds = 60,
  giveUpSeconds = 600,
}: {
  prefix?: string;
  isPodman?: boolean;
  waitSeconds?: number;
  giveUpSeconds?: number;
} = {}): Promise<Setup & { contact: { current: DockerContact | undefined } }> {
  const content = { ...emptyDaemon(), diskUsage: { plain: recorded('20.10-df', 'df.json') } };
  const fake = await startFakeDocker(content);
  onTestFinished(() => fake.remove());
  const clock = { now: 1000 };
  const daemon = { podman: isPodman, version: undefined, prefix };
  const contact: { current: DockerContact | undefined } = {
    current: { address: { kind: 'unix', path: fake.socket }, daemon, isPodman },
  };
  const source = createDockerDiskUsage({
    contact: () => contact.current,
    waitSeconds,
    giveUpSeconds,
    now: () => clock.now,
  });
  return {
    fake,
    source,
    clock,
    contact,
    ask: (signal = new AbortController().signal) => source.ask(signal),
    async settled(asks) {
      while (fake.requests.length < asks || fake.openConnections > 0) await sleep(5);
      // What the last answer sets in motion.
      await sleep(5);
    },
  };
}

describe('an answer', () => {
  test('is served with its age and what it took', async () => {
    const { ask, fake, clock } = await setUp();
    fake.misbehave(df, { kind: 'slow', milliseconds: 50 });
    const asked = ask();
    clock.now += 3;
    const answer = await asked;
    expect(answer.usage?.volumes?.size).toBe(3_505_000);
    expect(answer).toMatchObject({ age: 3, duration: 3, error: undefined });
    expect(fake.requests).toEqual(['/v1.41/system/df']);

    clock.now += 10;
    expect(await ask()).toMatchObject({ usage: answer.usage, age: 13, duration: 3 });
  });

  test('is as old as a proxy before the daemon says', async () => {
    const proxy = createServer((_, response) => {
      response.setHeader('Age', '42').end(JSON.stringify(recorded('20.10-df', 'df.json')));
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxy.close());
    const port = String((proxy.address() as AddressInfo).port);
    const { ask, contact, clock } = await setUp();
    if (contact.current)
      contact.current = { ...contact.current, address: { kind: 'tcp', protocol: 'tcp', host: '127.0.0.1', port } };
    expect(await ask()).toMatchObject({ age: 42, duration: 0 });
    clock.now += 1;
    // Asked again, as that took no time: the proxy is who lets the daemon rest.
    expect(await ask()).toMatchObject({ age: 42, duration: 0 });
  });

  test.each([
    ['/v1.51', '/v1.51/system/df'],
    ['/v1.52', '/v1.52/system/df?verbose=1'],
    ['', '/system/df'],
  ])('is asked for in the shape that version %s has', async (prefix, path) => {
    const { ask, fake } = await setUp({ prefix });
    await ask();
    expect(fake.requests).toEqual([path]);
  });

  test('of Podman has no build cache', async () => {
    const { ask } = await setUp({ isPodman: true });
    expect((await ask()).usage?.buildCache).toBeUndefined();
  });
});

describe('a daemon that takes its time', () => {
  test('holds up no scrape, is asked once for all, and its late answer is served by the next scrape', async () => {
    const { ask, fake, clock, settled } = await setUp({ waitSeconds: 0.02 });
    fake.misbehave(df, { kind: 'slow', milliseconds: 300 });
    const nothing = { usage: undefined, age: undefined, duration: undefined, error: undefined };
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([nothing, nothing, nothing]);
    clock.now += 15;
    expect(await ask()).toEqual(nothing);
    expect(fake.requests).toHaveLength(1);

    await settled(1);
    clock.now += 15;
    expect(await ask()).toMatchObject({ age: 30, duration: 15, error: undefined });
    expect([fake.requests.length, fake.busiest]).toEqual([1, 1]);
  });

  test('is left alone for ten times as long, counted from the end', async () => {
    const { ask, fake, clock, settled } = await setUp({ waitSeconds: 0.02 });
    fake.misbehave(df, { kind: 'slow', milliseconds: 100 });
    await ask();
    clock.now += 7;
    await settled(1);
    expect(await ask()).toMatchObject({ duration: 7 });
    fake.misbehave(df, undefined);
    for (let waited = 5; waited < 70; waited += 5) {
      clock.now += 5;
      expect((await ask()).age).toBe(7 + waited);
    }
    expect(fake.requests).toHaveLength(1);
    clock.now += 5;
    await ask();
    expect(fake.requests).toHaveLength(2);
  });

  test('keeps a scrape no longer than it has', async () => {
    const { ask, fake } = await setUp();
    fake.misbehave(df, { kind: 'never' });
    const controller = new AbortController();
    const asked = ask(controller.signal);
    controller.abort();
    expect(await asked).toMatchObject({ usage: undefined, error: undefined });
    expect(await ask(AbortSignal.abort())).toMatchObject({ usage: undefined });
  });

  test('is not waited for again by a scrape that finds it at work for that long', async () => {
    const { ask, fake, clock } = await setUp({ waitSeconds: 1000 });
    fake.misbehave(df, { kind: 'never' });
    const controller = new AbortController();
    const first = ask(controller.signal);
    clock.now += 1000;
    // Else for a thousand seconds more.
    expect(await ask()).toMatchObject({ usage: undefined, error: undefined });
    controller.abort();
    await first;
  });
});

describe('a daemon that fails', () => {
  test.each([
    ['refuses', { kind: 'answer', status: 403, body: '<h1>Forbidden</h1>\n' }, 'HTTP 403: <h1>Forbidden</h1>'],
    [
      'has an error',
      { kind: 'answer', status: 500, body: '{"message":"layer not found"}' },
      'HTTP 500: layer not found',
    ],
    ['sends no JSON', { kind: 'answer', status: 200, body: '{"Images":[' }, 'the answer is not JSON'],
    ['sends something else', { kind: 'answer', status: 200, body: '[]' }, 'the answer is not a JSON object'],
    ['tells nothing', { kind: 'answer', status: 200, body: '{}' }, 'the answer does not tell of disk usage'],
    ['sends half of it', { kind: 'half' }, 'the connection was closed before the answer was complete'],
    ['hangs up', { kind: 'hang up' }, 'the connection was closed before the answer was complete'],
    ['does not answer', { kind: 'never' }, 'no answer within 2 s'],
  ] as const)('and %s is told of, keeps its last answer, and is asked again later', async (_, how, reason) => {
    const { ask, fake, clock } = await setUp({ giveUpSeconds: 2 });
    const good = await ask();
    clock.now += 0.1;
    fake.misbehave(df, how);
    const failed = await ask();
    expect(failed).toMatchObject({ usage: good.usage, age: expect.closeTo(0.1, 5), duration: 0 });
    expect(failed.error).toContain(`${fake.host}: `);
    expect(failed.error).toContain(reason);

    fake.misbehave(df, undefined);
    clock.now += 4.9;
    await ask();
    expect(fake.requests).toHaveLength(2);
    clock.now += 0.2;
    expect(await ask()).toMatchObject({ age: 0, error: undefined });
    expect(fake.requests).toHaveLength(3);
  });

  test('slowly is left alone for ten times as long', async () => {
    const { ask, fake, clock, settled } = await setUp({ waitSeconds: 0.02 });
    fake.misbehave(df, { kind: 'slow', milliseconds: 100 });
    fake.content.diskUsage = { plain: {} };
    await ask();
    clock.now += 6;
    await settled(1);
    clock.now += 59;
    expect((await ask()).error).toContain('does not tell of disk usage');
    expect(fake.requests).toHaveLength(1);
    clock.now += 1;
    await ask();
    expect(fake.requests).toHaveLength(2);
  });

  test('for good is given up, and its connection closed', async () => {
    const { ask, fake, settled } = await setUp({ giveUpSeconds: 0.05, waitSeconds: 0.01 });
    fake.misbehave(df, { kind: 'never' });
    await ask();
    await settled(1);
    expect(fake.openConnections).toBe(0);
    expect((await ask()).error).toContain('no answer within 0.05 s');
  });

  test('is served no longer than a daemon that answers could have kept one waiting', async () => {
    const { ask, fake, clock } = await setUp({ giveUpSeconds: 10 });
    await ask();
    await fake.die();
    clock.now += 119;
    const old = await ask();
    expect(old.age).toBe(119);
    expect(old.error).toContain('there is no such socket');
    clock.now += 2;
    expect(await ask()).toMatchObject({ usage: undefined, age: undefined, duration: undefined });
  });

  test('to answer at all is not asked', async () => {
    const { ask, fake, contact } = await setUp();
    const known = contact.current;
    contact.current = undefined;
    expect(await ask()).toMatchObject({ usage: undefined, error: 'the daemon does not answer' });
    expect(fake.requests).toEqual([]);
    contact.current = known;
    expect((await ask()).error).toBeUndefined();
  });
});

test('thousands of volumes with any name are told of', async () => {
  const { ask, fake } = await setUp();
  const names = Array.from({ length: 5000 }, (_, i) => `volume "${i}"\n\\`);
  const volumes = names.map((Name, i) => ({ Name, Driver: 'local', UsageData: { Size: i, RefCount: i % 2 } }));
  fake.content.diskUsage = { plain: { Volumes: volumes } };
  const { usage } = await ask();
  expect(usage?.volumeItems.map(({ name }) => name)).toEqual(names);
  expect(usage?.volumes).toEqual({ size: (4999 * 5000) / 2, reclaimable: 2499 * 2500, objects: 5000, active: 2500 });
});
