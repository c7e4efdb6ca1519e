import { expect, test } from 'vitest';
import { parseExposition } from '../support/exposition.js';
import type { Member } from './population.js';
import type { Seen } from './snapshot.js';
import { judge } from './verdict.js';

/** An oracle that finds nothing wrong may be blind: each kind of wrong thing is shown to it. */

const path = '/docker/a';
const began = 100;
const web: Member = { path, name: 'web', quiet: true, restarted: false, startedAt: 50, ready: 1, gone: undefined };
const limit = 'container_memory_effective_limit_bytes';
const seen = (usage: number, inode = 7): Seen => ({
  inode,
  figures: [
    { name: 'container_cpu_usage_seconds_total', labels: { cpu: 'total' }, value: usage },
    { name: 'container_memory_usage_bytes', labels: {}, value: 4096 },
    { name: limit, labels: {}, value: 64 },
  ],
});

interface Given {
  readonly before?: Seen;
  readonly after?: Seen;
  readonly member?: Partial<Member>;
}

/** Kinds of wrong things in a scrape of these series, of which each has a value. */
function kinds(series: Readonly<Record<string, number>>, { before, after, member }: Given, name = 'web'): string[] {
  const lines = Object.entries(series).map(([key, value]) => {
    const [, metric = '', labels = ''] = /^(\w+)(?:\{(.*)\})?$/.exec(key) ?? [];
    return `${metric}{id="${path}",name="${name}"${labels && `,${labels}`}} ${value}\n`;
  });
  const text = lines.map((line) => `# TYPE ${/^\w+/.exec(line)?.[0]} gauge\n${line}`).join('');
  const { wrong } = judge({
    exposition: parseExposition(text),
    before: new Map(before && [[path, before]]),
    after: new Map(after && [[path, after]]),
    population: new Map([[path, { ...web, ...member }]]),
    starts: new Map([[path, web.startedAt]]),
    began,
  });
  return wrong.map(({ kind }) => kind);
}

const right = { 'container_cpu_usage_seconds_total{cpu="total"}': 3, container_memory_usage_bytes: 4096, [limit]: 64 };
const stays = { before: seen(2), after: seen(4) };

test('what lies between the two looks is right', () => {
  expect(kinds(right, stays)).toEqual([]);
  expect(kinds({}, { before: seen(2) })).toEqual([]);
});

test.each([
  ['a counter of one that stayed', { ...right, 'container_cpu_usage_seconds_total{cpu="total"}': 5 }, stays],
  ['a gauge of one that stayed', { ...right, container_memory_usage_bytes: 0 }, stays],
  ['a limit of one that stayed', { ...right, [limit]: 65 }, stays],
  ['a series is missing', { container_memory_usage_bytes: 4096, [limit]: 64 }, stays],
  ['a limit of one that ended', { ...right, [limit]: 1e9 }, { before: seen(2) }],
  [
    'a counter of one that ended',
    { ...right, 'container_cpu_usage_seconds_total{cpu="total"}': 1 },
    { before: seen(2) },
  ],
  ['a counter of one that appeared', right, { after: seen(2) }],
  ['nothing beside last_seen', { container_last_seen: 1, [limit]: 64 }, { before: seen(2) }],
  ['one that had gone is shown', right, { member: { gone: 99 } }],
  [
    'two lives in one scrape',
    { 'container_cpu_usage_seconds_total{cpu="total"}': 1, container_start_time_seconds: 50 },
    { before: seen(2), after: seen(1, 8) },
  ],
])('%s', (kind, series, given) => {
  expect(kinds(series, given)).toEqual([kind]);
});

test('a name is wrong', () => {
  expect(kinds(right, stays, 'a')).toEqual(['a name is wrong']);
  expect(kinds(right, { ...stays, member: { ready: 101 } }, 'a')).toEqual([]);
});

test('one that was restarted has the start of its new life', () => {
  const series = { 'container_cpu_usage_seconds_total{cpu="total"}': 1, container_start_time_seconds: 90 };
  expect(kinds(series, { before: seen(2), after: seen(1, 8) })).toEqual([]);
});
