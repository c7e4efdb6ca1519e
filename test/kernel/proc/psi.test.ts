import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ParseError } from '../../../src/kernel/errors.js';
import { parsePressure } from '../../../src/kernel/proc/psi.js';
import { bytes, onlyParseErrors, smallCounts } from '../../support/kernel-text.js';

const io = `some avg10=0.00 avg60=0.04 avg300=0.08 total=856758
full avg10=0.00 avg60=0.01 avg300=0.02 total=483359
`;

test('totals are seconds', () => {
  expect(parsePressure(bytes(io))).toEqual({ some: 0.856758, full: 0.483359 });
});

test('cpu of Linux 5.12 and older has no full line', () => {
  expect(parsePressure(bytes('some avg10=48.28 avg60=49.71 avg300=25.55 total=104138181\n'))).toEqual({
    some: 104.138181,
    full: undefined,
  });
});

test('a line without a total is an error, not a zero', () => {
  expect(() => parsePressure(bytes('some avg10=0.00 avg60=0.00\n'))).toThrow(ParseError);
  expect(() => parsePressure(bytes('some avg10=0.00 total=\n'))).toThrow(ParseError);
});

test('any totals come back', () => {
  fc.assert(
    fc.property(smallCounts, smallCounts, (some, full) => {
      const text = `some avg10=0.00 avg60=0.00 avg300=0.00 total=${some}\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=${full}\n`;
      expect(parsePressure(bytes(text))).toEqual({ some: some / 1e6, full: full / 1e6 });
    }),
  );
});

test('other texts parse or throw ParseError', () => onlyParseErrors(parsePressure, io));
