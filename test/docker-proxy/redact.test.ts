import { describe, expect, it, test } from 'vitest';
import { readListedContainer } from '../../src/discovery/docker/container-list.js';
import { readDescription } from '../../src/discovery/docker/daemon.js';
import { readInspectedContainer } from '../../src/discovery/docker/inspect.js';
import { readDiskUsage } from '../../src/discovery/docker/system-df.js';
import { list, type Shape } from '../../src/docker-proxy/redact/json-shapes.js';
import { inspectedContainer, listedContainer } from '../../src/docker-proxy/redact/redact-container.js';
import { info, networks, version } from '../../src/docker-proxy/redact/redact-daemon.js';
import { diskUsage, partsOfTypes } from '../../src/docker-proxy/redact/redact-disk-usage.js';
import { createLabelPredicate, shownLabels } from '../../src/docker-proxy/redact/shown-labels.js';
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
  const usage = { Images: [], ImageUsage: {}, LayersSize: 1, Containers: [], Volumes: [], BuildCache: [] };
  expect(partsOfTypes(usage, [])).toBe(usage);
  expect(Object.keys(partsOfTypes(usage, ['image', 'volume']))).toEqual([
    'Images',
    'ImageUsage',
    'LayersSize',
    'Volumes',
  ]);
});
