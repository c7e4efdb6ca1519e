import { expect, test } from 'vitest';
import { ParseError } from '../../../src/kernel/errors.js';
import { parseSoftnetStat } from '../../../src/kernel/proc/net/softnet-stat.js';
import { bytes, onlyParseErrors } from '../../support/kernel-text.js';

const hex = (...numbers: number[]) => `${numbers.map((one) => one.toString(16).padStart(8, '0')).join(' ')}\n`;
// Of a kernel 6.18, whose CPU 1 is offline.
const sample =
  hex(2183207, 1, 2, 0, 0, 0, 0, 0, 3, 4, 5, 6, 0, 0, 0) + hex(9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0);

test('columns of each CPU', () => {
  const [first, second] = parseSoftnetStat(bytes(sample));
  expect(first).toEqual({
    ...{ cpu: 0, processed: 2183207, dropped: 1, timeSqueezed: 2, collisions: 3 },
    ...{ receivedRps: 4, flowLimited: 5, backlog: 6 },
  });
  expect(second).toMatchObject({ cpu: 2, processed: 9 });
});

test('older kernels have fewer, and count CPUs by their lines', () => {
  const [, second] = parseSoftnetStat(bytes(hex(1, 2, 3, 0, 0, 0, 0, 0, 4) + hex(5, 6, 7, 0, 0, 0, 0, 0, 8)));
  expect(second).toMatchObject({ cpu: 1, processed: 5, dropped: 6, timeSqueezed: 7, collisions: 8 });
  expect(second?.receivedRps).toBeUndefined();
  expect(second?.backlog).toBeUndefined();
});

test.each(['', '1 2 3\n', `${hex(1, 2, 3, 0, 0, 0, 0, 0)}`, 'x\n'])('%j is an error', (text) => {
  expect(() => parseSoftnetStat(bytes(text))).toThrow(ParseError);
});

test('other texts parse or throw ParseError', () => onlyParseErrors(parseSoftnetStat, sample));
