import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createInterpreter } from '../../src/docker-proxy/allow/question.js';
import { type Answer, type Ask, createAsk } from '../../src/docker-proxy/ask/ask.js';
import { parseTarget } from '../../src/docker-proxy/client/target.js';

const directory = mkdtempSync(join(tmpdir(), 'proxy-ask-'));
const path = join(directory, 'daemon.sock');
const interpret = createInterpreter([], []);

let daemon: Server;
/** What it was asked, but for pings. */
let asked: string[];
/** How it answers. */
let answerWith: (url: string, response: ServerResponse) => void;
let ask: Ask;

/** Entries of a list that is long enough to need memory that others need. */
const container = { Id: 'a'.repeat(64), Names: [`/${'n'.repeat(5000)}`] };
const megabytes = (count: number) => JSON.stringify(Array(count * 200).fill(container));

beforeEach(async () => {
  asked = [];
  answerWith = (_, response) => response.end('[]');
  ask = createAsk({ kind: 'unix', path });
  daemon = createServer(({ url = '' }, response) => {
    response.setHeader('Api-Version', '1.55');
    if (url === '/_ping') response.end('OK');
    else {
      asked.push(url);
      answerWith(url, response);
    }
  });
  await new Promise<void>((resolve) => daemon.listen(path, resolve));
});
afterEach(async () => {
  daemon.closeAllConnections();
  await new Promise((resolve) => daemon.close(resolve));
});
afterAll(() => rmSync(directory, { recursive: true }));

const get = (target: string, signal = new AbortController().signal) => ask(interpret(parseTarget(target)), signal);
const textOf = ({ body }: Answer) => Buffer.concat(body as readonly Buffer[]).toString();
const lengthOf = ({ body }: Answer) => (body as readonly Buffer[]).reduce((sum, { length }) => sum + length, 0);

/** The answer, taken by the client at once. */
async function read(target: string): Promise<{ readonly value: unknown; readonly age: string | undefined }> {
  const answer = await get(target);
  const value: unknown = JSON.parse(textOf(answer));
  answer.done(false);
  return { value, age: answer.headers.Age };
}

describe('a list that many ask for at once', () => {
  it('is asked for once, and all get it from the same memory', async () => {
    answerWith = (_, response) => response.end(megabytes(5));
    const blocks = new Set<unknown>();
    const lengths = new Set<number>();
    const clients = Array.from({ length: 300 }, async () => {
      const answer = await get('/v1.41/containers/json?all=1');
      for (const { buffer } of answer.body as readonly Buffer[]) blocks.add(buffer);
      lengths.add(lengthOf(answer));
      answer.done(false);
    });
    await Promise.all(clients);
    expect(asked).toEqual(['/v1.41/containers/json?all=1']);
    const [length = 0] = lengths;
    expect([lengths.size, length > 5_000_000, blocks.size]).toEqual([1, true, Math.ceil(length / 32 / 1024)]);
    // Nothing is kept.
    await read('/v1.41/containers/json?all=1');
    expect(asked).toHaveLength(2);
  });

  it('is sent to 64 of them at once, and to the next when one has it', async () => {
    answerWith = (_, response) => response.end(megabytes(1));
    const answers = Array.from({ length: 65 }, () => get('/containers/json'));
    const first = await Promise.all(answers.slice(0, 64));
    const last = answers[64] as Promise<Answer>;
    expect(await Promise.race([last, new Promise((resolve) => setImmediate(() => resolve('waits')))])).toBe('waits');
    first[0]?.done(false);
    expect(JSON.parse(textOf(await last))).toHaveLength(200);
  });

  it('counts those who were cut off for two minutes more, as the kernel may still hold what they were sent', async () => {
    answerWith = (_, response) => response.end(megabytes(1));
    const all = Array.from({ length: 65 }, () => get('/containers/json'));
    const answers = await Promise.all(all.slice(0, 64));
    const next = all[64] as Promise<Answer>;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      answers[0]?.done(true);
      vi.advanceTimersByTime(119_000);
      expect(await Promise.race([next, new Promise((resolve) => setImmediate(() => resolve('waits')))])).toBe('waits');
      vi.advanceTimersByTime(2_000);
      expect(JSON.parse(textOf(await next))).toHaveLength(200);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is given up when all of them have left', async () => {
    const begun = new Promise<ServerResponse>((resolve) => {
      answerWith = (_, response) => resolve(response);
    });
    const leave = new AbortController();
    const answers = Array.from({ length: 3 }, () =>
      get('/containers/json', leave.signal).catch((e: Error) => e.message),
    );
    const response = await begun;
    const closed = once(response, 'close');
    leave.abort(new Error('gone'));
    expect(await Promise.all(answers)).toEqual(['gone', 'gone', 'gone']);
    await closed;
    expect(response.writableFinished).toBe(false);
  });
});

describe('memory', () => {
  it('of lists is bounded, which costs neither details nor sizes nor disk usage', async () => {
    answerWith = (url, response) =>
      response.end(url.includes('/containers/json') ? megabytes(6) : url.includes('/df') ? '{"Images":[]}' : '{}');
    const slow = [await get('/containers/json?limit=1'), await get('/containers/json?limit=2')];
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const refused = expect(get('/containers/json?limit=3')).rejects.toMatchObject({ status: 503, retryAfter: 1 });
    await vi.advanceTimersByTimeAsync(10_000);
    await refused;
    const waiting = read('/containers/json?limit=4');
    expect((await read('/info')).value).toEqual({});
    expect((await read('/containers/x/json')).value).toEqual({});
    expect((await read('/v1.41/system/df')).value).toEqual({ Images: [] });
    expect((await read('/containers/json?size=1')).value).toHaveLength(1200);
    expect(asked.filter((url) => url.includes('limit=4'))).toEqual([]);
    for (const { done } of slow) done(false);
    expect((await waiting).value).toHaveLength(1200);
    expect((await read('/containers/json?limit=3')).value).toHaveLength(1200);
  });

  it('is given back by answers that fail', async () => {
    answerWith = (_, response) => response.end(megabytes(6).slice(0, -1));
    for (let i = 0; i < 4; i++) await expect(get('/containers/json')).rejects.toMatchObject({ status: 502 });
  });
});

describe('sizes', () => {
  it('rest, each question by itself, and say how old they are', async () => {
    answerWith = (url, response) => response.end(url.includes('all=1') ? '[{"Id":"a","SizeRw":1}]' : '{"Id":"a"}');
    for (let i = 0; i < 3; i++) {
      expect(await read('/v1.41/containers/json?all=1&size=1')).toEqual({ value: [{ Id: 'a', SizeRw: 1 }], age: '0' });
      expect(await read('/v1.41/containers/web/json?size=1')).toEqual({ value: { Id: 'a' }, age: '0' });
    }
    expect(asked).toEqual(['/v1.41/containers/json?all=1&size=1', '/v1.41/containers/web/json?size=1']);
  });

  it('are not asked for in ever new ways, which keeps nobody from disk usage', async () => {
    answerWith = (url, response) => response.end(url.includes('/df') ? '{"Images":[]}' : '[]');
    for (let i = 1; i <= 8; i++) await read(`/containers/json?size=1&limit=${i}`);
    await expect(get('/containers/json?size=1&limit=9')).rejects.toMatchObject({ status: 429 });
    expect((await read('/v1.41/system/df')).value).toEqual({ Images: [] });
  });
});

describe('disk usage', () => {
  it('is the same question in versions that answer alike, and whatever type is wanted', async () => {
    answerWith = (url, response) => response.end(JSON.stringify({ LayersSize: 1, Images: [{ Id: url }], Volumes: [] }));
    // An exporter, command lines of four ages, curl.
    const versions = ['/v1.55', '/v1.52', '/v1.24', '/v1.41', '/v1.43', '/v1.44', '/v1.51', ''];
    const queries = ['', '?verbose=1', '?type=image', '?type=volume&type=container&verbose=1'];
    for (const version of versions) {
      for (const query of queries) {
        const { value } = await read(`${version}/system/df${query}`);
        const members = query.includes('image') ? ['LayersSize', 'Images'] : ['Volumes'];
        expect(Object.keys(value as object)).toEqual(
          query.includes('type') ? members : ['LayersSize', 'Images', 'Volumes'],
        );
      }
    }
    const folded = ['/v1.55/system/df', '/v1.55/system/df?verbose=1', '/v1.41', '/v1.43', '/v1.51'];
    expect(asked).toEqual(folded.map((url) => (url.includes('df') ? url : `${url}/system/df`)));
  });

  it('is not asked for in a version that the daemon does not know', async () => {
    await expect(get('/v1.99/system/df')).rejects.toMatchObject({ status: 400 });
    expect(asked).toEqual([]);
  });
});

describe('events', () => {
  const event = (fields: object, time: string) => `${JSON.stringify(fields).slice(0, -1)},"timeNano":${time}}\n`;

  it('are shown without labels and commands, and with their times to the digit', async () => {
    const attributes = { name: 'web', password: 'secret' };
    const lines = [
      event({ Type: 'container', Action: 'start', Actor: { ID: 'a1', Attributes: attributes } }, '1629574695515050031'),
      event({ Type: 'container', Action: 'exec_create: sh -c secret', Actor: { ID: 'a1' } }, '1629574695515050032'),
      event({ Type: 'container', Action: 'health_status: healthy', Actor: { ID: 'a1' } }, '1629574695515050033'),
      event({ Type: 'container', Action: 'health_status: secret', Actor: { ID: 'a1' } }, '1629574695515050034'),
      'secret\n',
    ];
    answerWith = (_, response) => response.end(lines.join(''));
    const answer = await get('/v1.41/events?since=1.5&until=2');
    const shown = (action: string, last: number) =>
      `{"Type":"container","Action":"${action}","Actor":{"ID":"a1"},"time":1629574695,"timeNano":162957469551505003${last}}\n`;
    expect(asked).toEqual(['/v1.41/events?since=1.5&until=2']);
    expect(textOf(answer)).toBe(
      shown('start', 1) + shown('exec_create', 2) + shown('health_status: healthy', 3) + shown('health_status', 4),
    );
    answer.done(false);
  });

  it('that are too many are refused', async () => {
    answerWith = (_, response) => response.end('x'.repeat(5 * 1024 * 1024));
    await expect(get('/events?since=1&until=2')).rejects.toMatchObject({ status: 502 });
  });
});
