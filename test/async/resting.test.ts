import { expect, it } from 'vitest';
import { beginResting } from '../../src/async/resting.js';

const bounds = { least: 1, leastAfterFailure: 5, most: 600 };

/** Begins at 1000 s, ends after `seconds`; until when it rests, before and after it ended. */
async function rest(seconds: number, fails = false) {
  let clock = 1000;
  let end = () => {};
  const work = () =>
    new Promise<void>((resolve, reject) => {
      end = () => (fails ? reject(new Error('no')) : resolve());
    });
  const request = beginResting(work, bounds, () => clock);
  const before = request.restUntil;
  clock += seconds;
  end();
  await request.answer.catch(() => {});
  return { since: request.since, before, restUntil: request.restUntil };
}

it('is not repeated while it is under way, nor for ten times as long as it took', async () => {
  expect(await rest(2)).toEqual({ since: 1000, before: Number.POSITIVE_INFINITY, restUntil: 1022 });
});

it.each([
  ['a quick answer', 0.01, false, 1001.01],
  ['a quick failure', 0.01, true, 1005.01],
  ['a slow failure', 3, true, 1033],
  ['an answer that took minutes', 300, false, 1900],
])('rests within its bounds after %s', async (_, seconds, fails, restUntil) => {
  expect((await rest(seconds, fails)).restUntil).toBeCloseTo(restUntil, 6);
});
