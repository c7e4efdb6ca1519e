import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { exchange, open, statuses } from '../support/raw-request.js';
import { leaks, writes } from './hostile-endpoints.js';
import { framings } from './hostile-framing.js';
import { objection, parseHeads } from './hostile-heads.js';
import { type ProxyProcess, startProxy } from './hostile-proxy.js';
import { queries } from './hostile-queries.js';
import { type Recorder, startRecorder } from './hostile-recorder.js';
import { forms, targets } from './hostile-targets.js';

const id = 'a1b2c3d4e5f6'.padEnd(64, '0');
const secret = 'hunter2-of-the-client';
let directory: string;
let daemon: Recorder;
let proxy: ProxyProcess;
/** The headers of a request that the proxy makes, as the daemon sees them. */
let headersOfProxy: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'hostile-'));
  daemon = await startRecorder(join(directory, 'daemon.sock'));
  proxy = await startProxy(join(directory, 'proxy.sock'), join(directory, 'daemon.sock'));
  await ask('GET /containers/json');
  headersOfProxy = heads().at(-1)?.headers ?? 'nothing came';
  expect(headersOfProxy).toMatch(/^Host: /);
});
afterAll(async () => {
  await proxy.stop();
  await daemon.close();
  rmSync(directory, { recursive: true });
});
beforeEach(() => daemon.forget());
// Same process, same answer, as before each of the attacks.
afterEach(() => proxy.isAlive());

const heads = () => daemon.received().flatMap(parseHeads);

/** Sends one request with these first two words, and headers that must go no further. */
function ask(request: string): Promise<string> {
  const headers = `Host: ${secret}\r\nConnection: close\r\nAuthorization: ${secret}\r\nX-Secret: ${secret}`;
  return exchange(proxy.target, `${request.replaceAll('{id}', id)} HTTP/1.1\r\n${headers}\r\n\r\n`);
}

/** Docker's shape of an error, so that clients show it. */
function expectRefusal(answer: string, allowedStatuses: readonly number[]): void {
  const [status] = statuses(answer);
  expect(allowedStatuses).toContain(status);
  expect(statuses(answer)).toHaveLength(1);
}

const unknown = [403, 404, 405];
const wrong = [400, 403, 404, 405, 413, 414, 417, 431, 501, 505];

it('is at least 150 requests', () => {
  expect([...writes, ...leaks, ...targets, ...forms, ...queries, ...framings].length).toBeGreaterThan(150);
});

describe.each(['', '/v1.41'])('an endpoint that is not allowed, below "%s"', (version) => {
  it.each([...writes, ...leaks])('%s', async (request) => {
    const answer = await ask(request.replace(' ', ` ${version}`));
    expectRefusal(answer, request.startsWith('SEARCH') ? wrong : unknown);
    expect(daemon.received()).toEqual([]);
  });
});

it('tells a client that sends its body after the head why it is refused, without cutting it off', async () => {
  const socket = await open(proxy.target);
  const errors: Error[] = [];
  let answer = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    answer += text;
  });
  socket.write(`POST /containers/${id}/exec HTTP/1.1\r\nHost: docker\r\nContent-Length: 20000\r\n\r\n`);
  const closed = once(socket, 'close');
  for (let i = 0; i < 10; i++) {
    await sleep(5);
    socket.write('x'.repeat(2000), (error) => error && errors.push(error));
  }
  await closed;
  expect(errors).toEqual([]);
  expectRefusal(answer, [403]);
  expect(daemon.received()).toEqual([]);
});

describe('a target that may be read in two ways', () => {
  it.each([...targets, ...forms])('GET %s', async (target) => {
    expectRefusal(await ask(`GET ${target}`), wrong);
    expect(daemon.received()).toEqual([]);
  });
});

describe('a query that is not allowed', () => {
  it.each(queries)('GET %s', async (target) => {
    expectRefusal(await ask(`GET ${target}`), wrong);
    expect(daemon.received()).toEqual([]);
  });
});

describe('framing', () => {
  it.each(framings)('%s', async (_, bytes, ok) => {
    const answered = statuses(await exchange(proxy.target, bytes));
    const came = heads();
    const counts = ok === 'cut' ? [0, 1] : [ok];
    expect(counts).toContain(answered.filter((status) => status === 200).length);
    expect(counts).toContain(came.length);
    expect(answered.filter((status) => status !== 200 && !wrong.includes(status))).toEqual([]);
    expect(came.filter((head) => objection(head, headersOfProxy))).toEqual([]);
  });
});

describe('its log', () => {
  it('has one short line for a refused request, without control characters and without what the client kept', async () => {
    const path = join(directory, 'logged.sock');
    const logged = await startProxy(path, join(directory, 'daemon.sock'));
    const headers = `Host: ${secret}\r\nConnection: close\r\nAuthorization: ${secret}\r\nX-Secret: ${secret}`;
    const nasty = ['/secrets', `/${'a'.repeat(4_000)}`, '/\xc2\x9b31m\xe2\x80\xa8', '/"},{"level":"info', '/\x80\xff'];
    for (const target of nasty) {
      await exchange(logged.target, `GET ${target} HTTP/1.1\r\n${headers}\r\n\r\n`);
      await exchange(logged.target, `GET /_ping HTTP/1.1\r\n${headers}\r\nExpect: ${target}\r\n\r\n`);
    }
    await logged.stop();
    const [begin, ...lines] = logged.log().trimEnd().split('\n');
    expect(begin).toContain('listening');
    expect(lines.pop()).toContain('stopping');
    expect(lines).toHaveLength(2 * nasty.length);
    for (const line of lines) {
      expect(line).toMatch(/^[\x20-\x7e]{1,500}$/);
      expect(JSON.parse(line)).toMatchObject({ level: 'warn', msg: 'refused a request' });
      expect(line).not.toContain(secret);
    }
  });

  it('is bounded, however many were refused', () => {
    const lines = proxy.log().trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.length).toBeLessThan(500);
    for (const line of lines) expect(line).not.toContain(secret);
  });
});
