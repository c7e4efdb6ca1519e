import { describe, expect, test } from 'vitest';
import { explainedByTime } from '../../src/migration/explained-by-time.js';

const of = (type: 'counter' | 'gauge', theirs: number, before: number, after: number) =>
  explainedByTime(type, { theirs, before, after, seconds: 10 });

describe('a counter of another exporter', () => {
  test.each([
    ['what it was read at, before, after or between', [1000, 1050, 1100]],
    ['up to a minute older, at the pace of now', [450, 700]],
  ])('may be %s', (_, values) => {
    for (const theirs of values) expect(of('counter', theirs, 1000, 1100)).toBe(true);
  });

  test('is another figure when it is ahead, far behind, or moves where ours stands', () => {
    expect(of('counter', 1200, 1000, 1100)).toBe(false);
    expect(of('counter', 300, 1000, 1100)).toBe(false);
    expect(of('counter', 4711, 1000, 1000)).toBe(false);
    expect(of('counter', 0, 1000, 1000)).toBe(false);
  });
});

describe('a gauge of another exporter', () => {
  test('may be as far off as it moves, and some per cent', () => {
    expect(of('gauge', 1040, 1000, 1000)).toBe(true);
    expect(of('gauge', 1300, 1000, 1100)).toBe(true);
    expect(of('gauge', 3000, 1000, 1000)).toBe(false);
    expect(of('gauge', 0, 1000, 1000)).toBe(false);
  });

  test('that is no number agrees with no number', () => {
    expect(of('gauge', Number.NaN, Number.NaN, Number.NaN)).toBe(true);
    expect(of('gauge', Number.NaN, 0, 0)).toBe(false);
    expect(of('gauge', Number.POSITIVE_INFINITY, 1, 2)).toBe(false);
  });
});
