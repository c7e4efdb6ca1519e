import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimal, parseLimit, parseNumber } from '../../../src/kernel/text/bytes.js';
import { parseNumberLines } from '../../../src/kernel/text/fields.js';
import { bytes, counts, onlyParseErrors } from '../../support/kernel-text.js';

test('numbers are exact up to 2^53 and rounded as JavaScript rounds above', () => {
  fc.assert(
    fc.property(counts, (value) => {
      expect(parseNumber(bytes(`${value}\n`))).toBe(Number(value));
      const text = bytes(`x-${value} `);
      expect(decimal(text, 1, text.length - 1, 'number')).toBe(-Number(value));
    }),
  );
});

test('max is no limit', () => {
  expect(parseLimit(bytes('max\n'))).toBe(Number.POSITIVE_INFINITY);
  expect(parseLimit(bytes('20971520\n'))).toBe(20971520);
});

test.each(['', '\n', '-', '1 2', '1.5', 'maximum', '0x10', '+3'])('%j is no number', (text) => {
  expect(() => parseLimit(bytes(text))).toThrow(/expected a number/);
});

test('lists of numbers, one a line', () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), (numbers) => {
      expect(parseNumberLines(bytes(numbers.map((n) => `${n}\n`).join('')))).toEqual(numbers);
    }),
  );
});

test('no text makes them throw anything but a ParseError', () => {
  onlyParseErrors(parseNumber, '12345\n');
  onlyParseErrors(parseLimit, 'max\n');
  onlyParseErrors(parseNumberLines, '490\n522\n');
});
