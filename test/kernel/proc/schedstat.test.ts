import { expect, test } from 'vitest';
import { ParseError } from '../../../src/kernel/errors.js';
import { parseSchedstat } from '../../../src/kernel/proc/cpu/schedstat.js';
import { bytes, onlyParseErrors } from '../../support/kernel-text.js';

const sample = 'version 15\ncpu0 1 0 2 3 4 5 2045936778163 343796328169 2131244\ndomain0 3 1 2\n';

test('time of tasks on each CPU, in seconds', () => {
  const expected = { cpu: '0', running: 2045.936778163, waiting: 343.796328169, timeslices: 2131244 };
  expect(parseSchedstat(bytes(sample))).toEqual([expected]);
});

test.each(['cpu0\n', 'cpu0 1 2 3\n', 'cpu0 1 2 3 4 5 6 7 8 x\n'])('%j is an error', (text) => {
  expect(() => parseSchedstat(bytes(text))).toThrow(ParseError);
});

test('other texts parse or throw ParseError', () => onlyParseErrors(parseSchedstat, sample));
