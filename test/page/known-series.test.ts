import { expect, test } from 'vitest';
import { readExposition } from '../../src/exposition/text-reader.js';
import { byId, ratesById, total, totalRate } from '../../src/page/model/look-up.js';
import { type KnownSeries, learn, nothingKnown } from '../../src/page/poll/known-series.js';
import { addMoment, looksOf, type Past } from '../../src/page/poll/looks.js';

type Answer = readonly [part: string, at: number, text: string];

const after = (...answers: readonly Answer[]): KnownSeries =>
  answers.reduce((known, [part, at, text]) => learn(known, part, readExposition(text), at), nothingKnown);

test('the newest of each family is known, whichever part had it', () => {
  const known = after(['a', 1, 'both 1\nones 2\n'], ['b', 2, 'both 3\nothers 4\n']);
  expect([total(known, 'both'), total(known, 'ones'), total(known, 'others')]).toEqual([3, 2, 4]);
});

test('a family that its part no longer has is gone', () => {
  const known = after(['a', 1, 'both 1\nones 2\n'], ['b', 2, 'both 3\n'], ['a', 3, 'both 5\n']);
  expect([total(known, 'both'), total(known, 'ones')]).toEqual([5, undefined]);
});

test('how a collector did is known of all parts', () => {
  const said = (collector: string, value: number) =>
    `container_exporter_collector_success{collector="${collector}"} ${value}\n`;
  const known = after(['a', 1, said('cpu', 1) + said('io', 0)], ['b', 2, said('cpu', 0)]);
  expect(total(known, 'container_exporter_collector_success', ({ collector }) => collector === 'io')).toBe(0);
  expect(total(known, 'container_exporter_collector_success', ({ collector }) => collector === 'cpu')).toBe(0);
});

test('a rate is over the time between the two answers that had the family', () => {
  const known = after(
    ['a', 100, 'cpu{id="/x"} 10\nnet{id="/x",interface="a"} 0\nnet{id="/x",interface="b"} 0\n'],
    ['b', 105, 'cpu{id="/x"} 15\n'],
    ['a', 110, 'cpu{id="/x"} 25\nnet{id="/x",interface="a"} 30\nnet{id="/x",interface="b"} 70\n'],
  );
  expect(ratesById(known, 'cpu').get('/x')).toBe(2);
  expect(ratesById(known, 'net').get('/x')).toBe(10);
  expect(totalRate(known, 'net', (labels) => labels.interface === 'a')).toBe(3);
});

test('there is no rate of what began anew, was not there before, or came once', () => {
  const known = after(['a', 1, 'n{id="/old"} 5\nonce 1\n'], ['a', 2, 'n{id="/old"} 3\nn{id="/new"} 9\n']);
  expect(ratesById(known, 'n').size).toBe(0);
  expect(byId(known, 'n').get('/new')).toBe(9);
  expect(totalRate(after(['a', 1, 'once 1\n']), 'once')).toBeUndefined();
});

/** Polls of two parts by turns, as the worker makes them; `slow` came with the first alone. */
function pastOf(polls: number): Past {
  let known = nothingKnown;
  let past: Past = [];
  for (let poll = 0; poll < polls; poll++) {
    const at = 100 + 5 * poll;
    const own = poll === 0 ? `a ${at}\nb ${at}\nslow 1\n` : poll % 2 === 1 ? `a ${at}\n` : `b ${at}\n`;
    known = learn(known, poll === 0 ? 'all' : poll % 2 === 1 ? 'a' : 'b', readExposition(`cpu ${at}\n${own}`), at);
    past = addMoment(past, known, at);
  }
  return past;
}

test('the diagnosis compares what is a cycle of polls apart, for each family', () => {
  const { now, before } = looksOf(pastOf(7));
  const difference = (name: string) =>
    (now.exposition.series.get(name)?.[0]?.value ?? Number.NaN) -
    (before?.exposition.series.get(name)?.[0]?.value ?? Number.NaN);
  expect(now.at - (before?.at ?? 0)).toBe(10);
  expect([difference('cpu'), difference('a'), difference('b')]).toEqual([10, 10, 10]);
});

test('what comes seldom says nothing of a change, and one poll nothing of any', () => {
  const { now, before } = looksOf(pastOf(7));
  expect(now.exposition.series.has('slow')).toBe(true);
  expect(before?.exposition.series.has('slow')).toBe(false);
  expect(looksOf(pastOf(1)).before).toBeUndefined();
});
