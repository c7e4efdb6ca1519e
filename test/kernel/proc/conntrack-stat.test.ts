import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseConntrackStat } from '../../../src/exporters/host/network/host-conntrack.js';
import { ParseError } from '../../../src/kernel/errors.js';
import { bytes, onlyParseErrors } from '../../support/kernel-text.js';

const sample = `entries  clashres found insert_failed drop
0000001a  00000000 00000001 00000002 000000ff
0000001a  00000000 00000003 00000004 00000001
`;

test('entries are of the namespace, counters of each CPU', () => {
  const stat = parseConntrackStat(bytes(sample));
  expect(stat.entries).toBe(26);
  expect(['found', 'insert_failed', 'drop', 'ignore'].map((column) => stat.total(column))).toEqual([
    4,
    6,
    256,
    undefined,
  ]);
});

test.each(['', 'found drop\n1 2\n', 'entries drop\n1\n', 'entries drop\n1 x\n'])('%j is an error', (text) => {
  expect(() => parseConntrackStat(bytes(text))).toThrow(ParseError);
});

test('any counts come back', () => {
  const count = fc.nat({ max: 2 ** 32 - 1 });
  const hex = (value: number) => value.toString(16).padStart(8, '0');
  fc.assert(
    fc.property(count, fc.array(fc.tuple(count, count), { minLength: 1 }), (entries, cpus) => {
      const lines = cpus.map(([found, drop]) => `${hex(entries)}  ${hex(found)} ${hex(drop)}\n`).join('');
      const stat = parseConntrackStat(bytes(`entries  found drop\n${lines}`));
      expect(stat.entries).toBe(entries);
      expect(stat.total('found')).toBe(cpus.reduce((sum, [found]) => sum + found, 0));
      expect(stat.total('drop')).toBe(cpus.reduce((sum, [, drop]) => sum + drop, 0));
    }),
  );
});

test('other texts parse or throw ParseError', () => onlyParseErrors(parseConntrackStat, sample));
