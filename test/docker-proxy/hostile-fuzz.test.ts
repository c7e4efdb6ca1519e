import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exchange, statuses } from '../support/raw-request.js';
import { leaks, writes } from './hostile-endpoints.js';
import { framings } from './hostile-framing.js';
import { objection, parseHeads } from './hostile-heads.js';
import { type ProxyProcess, startProxy } from './hostile-proxy.js';
import { queries } from './hostile-queries.js';
import { type Recorder, startRecorder } from './hostile-recorder.js';
import { targets } from './hostile-targets.js';

/** How many at once, so that those that the proxy leaves open do not make it long. */
const atOnce = 60;
const runs = 3_000;

let directory: string;
let daemon: Recorder;
let proxy: ProxyProcess;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'hostile-fuzz-'));
  daemon = await startRecorder(join(directory, 'daemon.sock'));
  proxy = await startProxy(join(directory, 'proxy.sock'), join(directory, 'daemon.sock'));
});
afterAll(async () => {
  await proxy.stop();
  await daemon.close();
  rmSync(directory, { recursive: true });
});

const asRequest = (line: string) =>
  `${line} HTTP/1.1\r\nHost: docker\r\nAccept: application/json, text/plain;q=0.5\r\nX-Client: 1\r\n\r\n`;
const filters = encodeURIComponent('{"status":["running"]}');
const kindly = [
  ...['GET /_ping', 'HEAD /_ping', 'GET /v1.41/version', 'GET /info', 'GET /system/df', 'GET /containers/a1b2c3/json'],
  ...['all=1', 'limit=5', `all=1&filters=${filters}`].map((query) => `GET /v1.41/containers/json?${query}`),
].map(asRequest);
const hostile = [
  ...[...writes, ...leaks].map(asRequest),
  ...[...targets, ...queries].map((target) => asRequest(`GET ${target}`)),
  ...framings.map(([, bytes]) => bytes),
].filter((seed) => seed.length < 5_000);
const seed = fc.oneof(fc.constantFrom(...kindly), fc.constantFrom(...hostile));

/** What parsers stumble over. */
const tokens = [
  ...['\r\n', '\r', '\n', '\r\n\r\n', ' ', '\t', '\0', '\x0b', '\x7f', '\xff', ':', ';', ',', '%', '%2e', '%2f', '%00'],
  ...['/', '//', '/..', '/../', '\\', '?', '&', '=', '#', '*', '@', 'HTTP/1.0', 'HTTP/1.1', 'GET ', 'POST ', 'DELETE '],
  ...['/v1.41', '/containers/json', '/secrets', '/containers/x/json', '/_ping', '{"', '"]}', '[', '__proto__'],
  ...[
    'Content-Length: 5\r\n',
    'Transfer-Encoding: chunked\r\n',
    'Connection: Upgrade\r\nUpgrade: tcp\r\n',
    '0\r\n\r\n',
  ],
  ...['Host: x\r\n', 'Expect: 100-continue\r\n', ' \r\n', 'GET /secrets HTTP/1.1\r\nHost: x\r\n\r\n'],
];

/** Where in the bytes, between 0 and 1; all places alike, as fast-check alone prefers the first. */
const place = fc.noBias(fc.integer({ min: 0, max: 9_999 })).map((n) => n / 10_000);

const mutation = fc.oneof(
  fc.record({ at: place, insert: fc.constantFrom(...tokens), remove: fc.nat(3) }),
  fc.record({
    at: place.map((n) => n / 4),
    insert: fc.constantFrom(...tokens),
    remove: fc.nat(8),
  }),
  fc.record({
    at: place,
    insert: fc.nat(255).map((code) => String.fromCharCode(code)),
    remove: fc.nat(1),
  }),
);

const mutated = fc
  .tuple(seed, fc.array(mutation, { maxLength: 3 }), fc.oneof(fc.constant(''), seed))
  .map(([first, mutations, next]) => {
    let bytes = first;
    for (const { at, insert, remove } of mutations) {
      const position = Math.floor(at * bytes.length);
      bytes = bytes.slice(0, position) + insert + bytes.slice(position + remove);
    }
    return bytes + next;
  });

it(`lets nothing but the allowed through in ${runs} mutated requests, and lives`, { timeout: 240_000 }, async () => {
  await exchange(proxy.target, asRequest('GET /containers/json'));
  const own = daemon.received().flatMap(parseHeads).at(-1)?.headers ?? 'nothing came';
  const before = proxy.residentMegabytes();
  const requests = fc.sample(mutated, runs);
  const answered: number[] = [];
  let letThrough = 0;
  while (requests.length > 0) {
    daemon.forget();
    const sent = requests.splice(0, atOnce);
    const answers = await Promise.all(sent.map((bytes) => exchange(proxy.target, bytes, 400)));
    answered.push(...answers.flatMap(statuses));
    const came = daemon.received().flatMap(parseHeads);
    letThrough += came.length;
    const objections = came.map((head) => objection(head, own)).filter((found) => found !== undefined);
    expect(objections, JSON.stringify(sent)).toEqual([]);
    await proxy.isAlive();
  }
  // A proxy that refuses all would pass as well.
  expect(answered.filter((status) => status === 200).length).toBeGreaterThan(100);
  expect(letThrough).toBeGreaterThan(100);
  expect(proxy.residentMegabytes()).toBeLessThan(before + 100);
  for (const line of proxy.log().trimEnd().split('\n')) {
    expect(line).toMatch(/^[\x20-\x7e\x80-\xff]{0,1000}$/);
    expect(() => JSON.parse(line)).not.toThrow();
  }
});
