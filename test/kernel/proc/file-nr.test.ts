import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseFileNr } from '../../../src/exporters/host/host-filefd.js';
import { ParseError } from '../../../src/kernel/errors.js';
import { bytes, counts, onlyParseErrors } from '../../support/kernel-text.js';

test.each(['', '1\n', '1\t2\n', '1\t2\t3\t4\n', '1\tx\t3\n'])('%j is an error', (text) => {
  expect(() => parseFileNr(bytes(text))).toThrow(ParseError);
});

test('any numbers come back', () => {
  fc.assert(
    fc.property(counts, counts, (allocated, maximum) => {
      const text = bytes(`${allocated}\t0\t${maximum}\n`);
      expect(parseFileNr(text)).toEqual({ allocated: Number(allocated), maximum: Number(maximum) });
    }),
  );
});

test('other texts parse or throw ParseError', () => onlyParseErrors(parseFileNr, '648\t0\t2466177\n'));
