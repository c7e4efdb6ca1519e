import { expect, test } from 'vitest';
import type { Look } from '../../src/diagnosis/sight.js';
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

test('a container of which its runtime tells no more is gone with all that is known of it', () => {
  const state = (id: string) => `container_state{id="${id}",state="running"} 1\n`;
  const slow = 'container_log_bytes{id="/a"} 5\ncontainer_log_bytes{id="/b"} 7\nnode_load1 1\n';
  const known = after(['fast', 1, state('/a') + state('/b')], ['slow', 2, slow], ['fast', 3, state('/b')]);
  expect([...byId(known, 'container_log_bytes')]).toEqual([['/b', 7]]);
  expect(total(known, 'node_load1')).toBe(1);
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

test('there is no rate of what was reset, was not there before, or came once', () => {
  const known = after(['a', 1, 'n{id="/old"} 5\nonce 1\n'], ['a', 2, 'n{id="/old"} 3\nn{id="/new"} 9\n']);
  expect(ratesById(known, 'n').size).toBe(0);
  expect(byId(known, 'n').get('/new')).toBe(9);
  expect(totalRate(after(['a', 1, 'once 1\n']), 'once')).toBeUndefined();
});

/** Polls each 5 s: `cpu` and `fell` with each second one, `net` with each fourth, `disk` with the first and the sixth. */
function pastOf(polls: number): Past {
  let known = nothingKnown;
  let past: Past = [];
  for (let poll = 0; poll < polls; poll++) {
    const at = 100 + 5 * poll;
    const parts = [poll % 2 === 0 ? 'cpu' : '', poll % 4 === 0 ? 'net' : '', poll === 0 || poll === 6 ? 'disk' : ''];
    for (const part of parts.filter(Boolean))
      known = learn(known, part, readExposition(`${part}{id="/x"} ${at}\n`), at);
    past = addMoment(past, known, at);
  }
  return past;
}

test('the diagnosis compares what is ten seconds apart, however often a family is asked for', () => {
  for (const polls of [8, 9, 10, 11, 12]) {
    const { now, before } = looksOf(pastOf(polls));
    const value = (look: Look | undefined, name: string) => look?.exposition.series.get(name)?.[0]?.value ?? Number.NaN;
    expect(now.at - (before?.at ?? 0)).toBe(10);
    for (const name of ['cpu', 'net', 'disk']) expect(value(now, name) - value(before, name), name).toBeCloseTo(10);
  }
});

test('a counter that was reset is seen to have done so', () => {
  const known = after(['slow', 0, 'kills{id="/x"} 9\n'], ['slow', 60, 'kills{id="/x"} 2\n']);
  const past = addMoment(addMoment([], nothingKnown, 50), known, 60);
  expect(looksOf(past).before?.exposition.series.get('kills')?.[0]?.value).toBe(9);
});

test('what came once says nothing of a change, and one poll nothing of any', () => {
  const { now, before } = looksOf(pastOf(3));
  expect(now.exposition.series.has('net')).toBe(true);
  expect(before?.exposition.series.has('net')).toBe(false);
  expect(looksOf(pastOf(1)).before).toBeUndefined();
});
