import { expect, test } from 'vitest';
import { collectors } from '../../src/catalogue.js';
import { collectorsLookedAt } from '../../src/diagnosis/diagnose.js';
import { cycle, partsOfPoll } from '../../src/page/poll/plan.js';

const all = new Set(collectors.map(({ name }) => name));
const polls = (count: number, enabled: ReadonlySet<string> = all) =>
  Array.from({ length: count }, (_, poll) => partsOfPoll(poll, enabled));

test('the first poll asks for all that the diagnosis looks at, and for nothing that is off by default', () => {
  const first = new Set(partsOfPoll(0, all).flat());
  expect(collectorsLookedAt.filter((name) => !first.has(name))).toEqual([]);
  const expensive = collectors.filter(({ enabledByDefault }) => !enabledByDefault);
  expect(expensive.filter(({ name }) => first.has(name))).toEqual([]);
});

test('all polls ask for collectors that there are, each once', () => {
  for (const parts of polls(30)) {
    const asked = parts.flat();
    expect(asked.filter((name) => !all.has(name))).toEqual([]);
    for (const part of parts) expect(new Set(part).size).toBe(part.length);
  }
});

test('who is there is asked each time, CPU, memory and OOM kills in each cycle, all that the table shows in 20 s', () => {
  const later = polls(1 + 12).slice(1);
  expect(later.every((parts) => parts.flat().includes('state'))).toBe(true);
  const missing = (asked: readonly (readonly (readonly string[])[])[], ...wanted: readonly string[]) =>
    wanted.filter((name) => !asked.flat(2).includes(name));
  expect(missing(later.slice(0, cycle), 'cpu', 'health', 'memory', 'memory-events')).toEqual([]);
  expect(missing(later.slice(0, 4), 'network', 'io', 'pids', 'lifetime')).toEqual([]);
  expect(new Set(later.flat(2))).toEqual(new Set(partsOfPoll(0, all).flat()));
});

test('what is off is not asked for: the exporter would refuse the whole poll', () => {
  const enabled = new Set(['memory', 'docker-df']);
  expect(new Set(polls(13, enabled).flat(2))).toEqual(enabled);
  expect(polls(13, new Set(['memory'])).flat()).not.toContainEqual([]);
});
