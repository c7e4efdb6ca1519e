import fc from 'fast-check';
import { expect } from 'vitest';
import { ParseError } from '../../src/kernel/errors.js';

/** Material for parser tests: texts as bytes, numbers as kernels print them, and texts that no kernel prints. */

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Counts as the kernel prints them, up to 64 bits, with a taste for the small and the huge. */
export const counts: fc.Arbitrary<bigint> = fc.oneof(
  fc.bigInt({ min: 0n, max: 1000n }),
  fc.bigInt({ min: 0n, max: 2n ** 53n }),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
);

/** Whole numbers that a double holds exactly even after a division by a power of ten and back. */
export const smallCounts: fc.Arbitrary<number> = fc.integer({ min: 0, max: 2 ** 45 });

/** Any bytes, and valid files with a few bytes changed, cut or doubled. */
export function damaged(valid: string): fc.Arbitrary<Uint8Array> {
  const sample = bytes(valid);
  const change = fc.tuple(fc.nat({ max: Math.max(0, sample.length - 1) }), fc.nat({ max: 255 }));
  return fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.array(change, { minLength: 1, maxLength: 8 }).map((changes) => {
      const copy = sample.slice();
      for (const [at, byte] of changes) copy[at] = byte;
      return copy;
    }),
    fc.nat({ max: sample.length }).map((length) => sample.slice(0, length)),
    fc.nat({ max: sample.length }).map((from) => sample.slice(from)),
  );
}

/** Runs a parser over damaged texts: it must parse them or throw ParseError, nothing else. */
export function onlyParseErrors(parse: (text: Uint8Array) => unknown, valid: string): void {
  fc.assert(
    fc.property(damaged(valid), (text) => {
      try {
        parse(text);
      } catch (error) {
        expect(error).toBeInstanceOf(ParseError);
      }
    }),
    { numRuns: 500 },
  );
}
