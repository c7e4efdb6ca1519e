import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxNumberBytes, writeNumber } from '../../src/exposition/number-format.js';

function text(value: number): string {
  const target = Buffer.alloc(maxNumberBytes + 2, '#');
  const end = writeNumber(target, 1, value);
  // Nothing outside the returned range is touched.
  expect(target[0]).toBe(0x23);
  expect(target.subarray(end).toString()).toMatch(/^#+$/);
  return target.toString('latin1', 1, end);
}

describe('writeNumber', () => {
  it.each([
    [0, '0'],
    [-0, '-0'],
    [7, '7'],
    [10, '10'],
    [99, '99'],
    [100, '100'],
    [-1, '-1'],
    [2147483647, '2147483647'],
    [2147483648, '2147483648'],
    [-2147483648, '-2147483648'],
    [999999999, '999999999'],
    [1000000000, '1000000000'],
    [4000000000, '4000000000'],
    [9000000000000001, '9000000000000001'],
    [9007199254740991, '9007199254740991'],
    [9007199254740992, '9007199254740992'],
    [2 ** 63, '9223372036854776000'],
    [1e21, '1e+21'],
    [0.1, '0.1'],
    [123.456789, '123.456789'],
    [1e-7, '1e-7'],
    [5e-324, '5e-324'],
    [-2.2250738585072014e-308, '-2.2250738585072014e-308'],
    [Number.POSITIVE_INFINITY, '+Inf'],
    [Number.NEGATIVE_INFINITY, '-Inf'],
    [Number.NaN, 'NaN'],
  ])('writes %d as %s', (value, expected) => {
    expect(text(value)).toBe(expected);
  });

  it('writes any number so that it reads back as the same one', () => {
    const finite = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger(), fc.integer());
    fc.assert(
      fc.property(finite, (value) => {
        expect(Number(text(value))).toBe(value);
      }),
    );
  });
});
