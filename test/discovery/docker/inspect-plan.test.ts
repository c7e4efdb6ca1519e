import { expect, test } from 'vitest';
import { explainPlan, type KnownInspect, planInspects } from '../../../src/discovery/docker/ask/inspections.js';

const settled = (count: number, runs: boolean, prefix: string): KnownInspect[] =>
  Array.from({ length: count }, (_, i) => ({ id: `${prefix}${i}`, reason: undefined, runs, triedAt: i }));

/** Asks until each has had its turn, and counts the asks. */
function asksUntilAll(known: KnownInspect[], wanted: (id: string) => boolean): number {
  const waiting = new Set(known.map(({ id }) => id).filter(wanted));
  let current = known;
  for (let asks = 0; ; asks += 1) {
    if (waiting.size === 0) return asks;
    const planned = new Set(planInspects(current).map(({ id }) => id));
    for (const id of planned) waiting.delete(id);
    current = current.map((one) => (planned.has(one.id) ? { ...one, triedAt: 10_000 + asks } : one));
  }
}

test.each([
  [20, 0, 1, 20],
  [200, 0, 10, 20],
  [500, 300, 10, 55],
  [1000, 10_000, 10, 105],
  [3000, 0, 30, 105],
])('of %i that run and %i that do not, each that runs has its turn within %i asks', (running, stopped, asks, most) => {
  const known = [...settled(running, true, 'r'), ...settled(stopped, false, 's')];
  expect(asksUntilAll(known, (id) => id.startsWith('r'))).toBe(asks);
  expect(planInspects(known).length).toBeLessThanOrEqual(most);
});

test('those that do not run have their turns too', () => {
  const known = [...settled(200, true, 'r'), ...settled(50, false, 's')];
  expect(asksUntilAll(known, (id) => id.startsWith('s'))).toBe(10);
  expect(planInspects([...settled(3, true, 'r'), ...settled(50, false, 's')])).toHaveLength(20);
});

test('what must be asked comes first, all of it, with those that run before the rest', () => {
  const known: KnownInspect[] = [
    { id: 'still', reason: undefined, runs: true, triedAt: 0 },
    { id: 'gone', reason: 'new', runs: false, triedAt: 1 },
    { id: 'late', reason: 'changed', runs: true, triedAt: 9 },
    { id: 'early', reason: 'unsettled', runs: true, triedAt: 8 },
  ];
  const planned = planInspects(known);
  expect(planned.map(({ id, reason }) => `${id} ${reason}`)).toEqual([
    'early unsettled',
    'late changed',
    'gone new',
    'still refresh',
  ]);
  expect(explainPlan(planned)).toBe('1 unsettled (early), 1 changed (late), 1 new (gone), 1 refresh');
});

test('an explanation names only a few, and says so when there are none', () => {
  const known = settled(5, true, 'container-with-a-long-id-').map((one) => ({ ...one, reason: 'new' as const }));
  expect(explainPlan(planInspects(known))).toBe('5 new (container-wi, container-wi, container-wi, ...)');
  expect(explainPlan([])).toBe('none');
});
