import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { readListedContainer } from '../../src/discovery/docker/container-list.js';
import { readDescription } from '../../src/discovery/docker/daemon.js';
import { readInspectedContainer } from '../../src/discovery/docker/inspect.js';
import { readDiskUsage } from '../../src/discovery/docker/system-df.js';
import {
  createLabelPredicate,
  list,
  number,
  object,
  type Shape,
  shownLabels,
  text,
} from '../../src/docker-proxy/redact/json-shapes.js';
import { inspectedContainer, listedContainer } from '../../src/docker-proxy/redact/redact-container.js';
import { info, networks, version } from '../../src/docker-proxy/redact/redact-daemon.js';
import { diskUsage, membersOfTypes } from '../../src/docker-proxy/redact/redact-disk-usage.js';
import { redactStream, type Span } from '../../src/docker-proxy/redact/redact-stream.js';
import { NoAnswer } from '../../src/docker-proxy/refusal.js';
import { type Kind, recordedAnswers } from './recorded-answers.js';

function shapes(globs: readonly string[]): Readonly<Record<Kind, Shape>> {
  const labels = shownLabels(createLabelPredicate(globs));
  return {
    ...{ list: list(listedContainer(labels)), inspect: inspectedContainer(labels), df: diskUsage(labels) },
    ...{ info, version },
  };
}

/** What the exporter takes of an answer. */
const readers: Readonly<Record<Kind, (body: unknown) => unknown>> = {
  list: (body) => (body as unknown[]).map(readListedContainer),
  inspect: readInspectedContainer,
  df: (body) => readDiskUsage(body, { hasBuildCache: true }),
  info: (body) => readDescription(body as Record<string, unknown>),
  version: (body) => {
    const { Version, ApiVersion, MinAPIVersion, Components } = body as Record<string, unknown>;
    const names = (Components as { Name: string }[] | undefined)?.map(({ Name }) => Name);
    return { Version, ApiVersion, MinAPIVersion, names };
  },
};

const secret = 'hunter2-planted';

/** In all objects: as a field that no version has yet, and in all places that the engine has for what people configure. */
function plantSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plantSecrets);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, item]) => [name, plantSecrets(item)]);
  return {
    ...Object.fromEntries(entries),
    ...{ NewField: secret, Env: [secret], Cmd: [secret], Entrypoint: [secret], Args: [secret], Path: secret },
    ...{ Command: secret, Source: secret, Healthcheck: { Test: [secret] }, Log: [{ Output: secret }], Error: secret },
    ...{ Options: { password: secret }, Description: secret, DriverOpts: { token: secret }, ExecIDs: [secret] },
    ...{ HttpProxy: `http://u:${secret}@proxy`, RegistryConfig: { Mirrors: [secret] }, Binds: [secret] },
    ...{ Labels: { 'not.listed': secret, [`__proto__`]: secret, 'shown.one': 'kept' }, NodeAddr: secret },
  };
}

describe.each(recordedAnswers)('$file', ({ kind, body }) => {
  it('tells the exporter all that it takes', () => {
    const whole = shapes(['*']);
    expect(readers[kind](body)).toBeDefined();
    expect(readers[kind](whole[kind](body))).toEqual(readers[kind](body));
  });

  it('hides what is planted anywhere', () => {
    const planted = plantSecrets(body);
    expect(JSON.stringify(planted)).toContain(secret);
    expect(JSON.stringify(shapes(['shown.*'])[kind](planted))).not.toContain(secret);
  });
});

test('labels are shown by the globs of the exporter', () => {
  const shown = (globs: readonly string[]) => {
    const [entry] = shapes(globs).list([{ Labels: { 'a.b': '1', 'a.c': '2', x: '3', n: 4 } }]) as [{ Labels: unknown }];
    return entry.Labels;
  };
  expect(shown(['a.*'])).toEqual({ 'a.b': '1', 'a.c': '2' });
  expect(shown(['x', 'a.?'])).toEqual({ 'a.b': '1', 'a.c': '2', x: '3' });
  expect(shown([])).toEqual({});
});

test('mounts have no source, and the state of health no log', () => {
  const inspected = shapes([]).inspect({
    State: { Health: { Status: 'healthy', FailingStreak: 1, Log: [{ Output: secret }] } },
    Mounts: [{ Type: 'bind', Source: '/srv/keys', Destination: '/keys', RW: false }],
  });
  expect(inspected).toEqual({
    State: { Health: { Status: 'healthy', FailingStreak: 1 } },
    Mounts: [{ Type: 'bind', Destination: '/keys', RW: false }],
  });
});

test('of the options of a logging driver only those that bound the log', () => {
  const inspected = shapes([]).inspect({
    HostConfig: {
      LogConfig: {
        Type: 'splunk',
        Config: { 'max-size': '10m', 'max-file': '3', 'splunk-token': secret, tag: secret },
      },
    },
  });
  expect(inspected).toEqual({
    HostConfig: { LogConfig: { Type: 'splunk', Config: { 'max-size': '10m', 'max-file': '3' } } },
  });
});

test('networks are names and labels', () => {
  const labels = shownLabels(createLabelPredicate(['team']));
  const given = [{ Id: 'i', Name: 'n', Options: { o: 's' }, IPAM: { Config: [] }, Labels: { team: 'a', b: 'c' } }];
  expect(networks(labels)(given)).toEqual([{ Id: 'i', Name: 'n', Labels: { team: 'a' } }]);
});

test('what is of another type is left out, and what is nothing stays nothing', () => {
  const shape = shapes([]).list;
  expect(shape([{ Id: 7, Names: 'x', Created: true, Ports: null, Mounts: [3], SizeRw: 2 ** 60 }, 'x', null])).toEqual([
    { Ports: null, Mounts: [] },
    null,
  ]);
  expect(shape({})).toBeUndefined();
});

test('of disk usage only the parts that were asked for', () => {
  expect(membersOfTypes([])).toBeUndefined();
  expect([...(membersOfTypes(['image', 'volume']) ?? [])]).toEqual([
    ...['Images', 'ImageUsage', 'LayersSize', 'Volumes', 'VolumeUsage'],
  ]);
});

/** What is written of a text that comes in chunks of so many bytes. */
async function written(text: string, shape: Shape, chunkLength: number): Promise<{ text: string; spans: Span[] }> {
  const bytes = Buffer.from(text);
  async function* chunks() {
    for (let i = 0; i < bytes.length; i += chunkLength) yield bytes.subarray(i, i + chunkLength);
  }
  let out = '';
  const output = {
    get length() {
      return Buffer.byteLength(out);
    },
    write(more: string) {
      out += more;
    },
  };
  return { spans: await redactStream(chunks(), shape, output), text: out };
}

describe('an answer that is redacted while it comes', () => {
  it.each(recordedAnswers)('is that of the whole: $file', async ({ kind, body }) => {
    const shape = shapes(['com.*'])[kind];
    for (const [text, chunkLength] of [
      [JSON.stringify(plantSecrets(body)), 17],
      [JSON.stringify(body, undefined, ' \t'), 1000],
    ] as const) {
      const told = await written(text, shape, chunkLength);
      expect(JSON.parse(told.text)).toEqual(shape(JSON.parse(text)));
      const bytes = Buffer.from(told.text);
      const members = told.spans.map(({ name, from, to }) => [
        name,
        JSON.parse(`{${bytes.subarray(from, to).toString()}}`)[name],
      ]);
      expect(Object.fromEntries(members)).toEqual(Array.isArray(body) ? {} : JSON.parse(told.text));
    }
  });

  it('is that of the whole, whatever is of another type', async () => {
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.jsonValue({ maxDepth: 0 }),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...'abcd', '__proto__', '"\\'), tie('value'), { maxKeys: 4 }),
      ),
    })).value;
    const inner = object({ a: text, b: list(object({ a: number, c: list(text) })), c: object({ a: text }), d: text });
    const outer = object({ a: text, b: list(inner), c: object({ a: list(inner), b: text, c: inner }), d: inner });
    const root = fc.oneof(fc.array(json, { maxLength: 3 }), fc.dictionary(fc.constantFrom(...'abcd'), json));
    await fc.assert(
      fc.asyncProperty(root, fc.integer({ min: 1, max: 20 }), async (value, chunkLength) => {
        const shape = Array.isArray(value) ? list(inner) : outer;
        const told = await written(JSON.stringify(value), shape, chunkLength);
        // By way of JSON, in which -0 is 0.
        expect(JSON.parse(told.text)).toEqual(JSON.parse(JSON.stringify(shape(value))));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['null', /is not a JSON object/],
    ['[]', /is not a JSON object/],
    ['hey', /is not a JSON object/],
    ['{"Id":"a"', /is not JSON/],
    ['{"Id":"a"}{', /is not JSON/],
    ['{"Id":}', /is not JSON/],
    ['', /is not JSON/],
  ])('that is %j is none', async (body, reason) => {
    const failed = written(body, shapes([]).inspect, 5);
    await expect(failed).rejects.toThrow(NoAnswer);
    await expect(failed).rejects.toThrow(reason);
  });

  it('lacks a field that is longer than a mebibyte, and nothing else', async () => {
    const body = [
      { Id: 'a', Labels: { x: 'y'.repeat(2 ** 20) } },
      { Id: 'b', Labels: { x: 'y' } },
    ];
    const told = await written(JSON.stringify(body), shapes(['*']).list, 60_000);
    expect(JSON.parse(told.text)).toEqual([
      { Id: 'a', Labels: {} },
      { Id: 'b', Labels: { x: 'y' } },
    ]);
  });

  it('is at most 32 MiB', async () => {
    async function* endless() {
      for (;;) yield Buffer.from(`[${'"x",'.repeat(10_000)}`);
    }
    const output = { length: 0, write: () => {} };
    await expect(redactStream(endless(), object({ a: text }), output)).rejects.toThrow(/not a JSON object/);
    await expect(redactStream(endless(), list(object({ a: text })), output)).rejects.toThrow(/too long/);
  });
});
