import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseLoadavg } from '../../../src/exporters/host/host-load.js';
import { ParseError } from '../../../src/kernel/errors.js';
import { bytes, onlyParseErrors } from '../../support/kernel-text.js';

test('three averages', () => {
  expect(parseLoadavg(bytes('0.36 0.18 1200.13 1/123 4567\n'))).toEqual({ one: 0.36, five: 0.18, fifteen: 1200.13 });
});

test.each(['', '0.36 0.18\n', '0.36 0.18 x 1/2 3\n', '-1.00 0.18 0.13 1/2 3\n', '0.36 0.18 0.13x\n'])(
  '%j is an error',
  (text) => {
    expect(() => parseLoadavg(bytes(text))).toThrow(ParseError);
  },
);

test('any averages come back', () => {
  const average = fc.nat({ max: 10 ** 9 }).map((hundredths) => hundredths / 100);
  fc.assert(
    fc.property(average, average, average, (one, five, fifteen) => {
      const text = `${[one, five, fifteen].map((value) => value.toFixed(2)).join(' ')} 2/300 4567\n`;
      expect(parseLoadavg(bytes(text))).toEqual({ one, five, fifteen });
    }),
  );
});

test('other texts parse or throw ParseError', () => onlyParseErrors(parseLoadavg, '0.36 0.18 0.13 1/123 4567\n'));
