import { describe, expect, test } from 'vitest';
import { type Gate, isFailed, isReached } from '../../bench/gates.js';

const gate = (measured: number, failsBeyond: number | undefined): Gate => {
  return { what: 'a ratio', unit: '', measured, target: 2.5, failsBeyond };
};

describe('a target', () => {
  test.each([
    ['is reached', 2.5, 3.2, true, false],
    ['is missed within the margin', 3.1, 3.2, false, false],
    ['fails beyond the margin', 3.3, 3.2, false, true],
    ['never fails where it is absolute', 300, undefined, false, false],
    ['fails where nothing was measured', Number.NaN, 3.2, false, true],
  ])('%s', (_, measured, failsBeyond, reached, failed) => {
    expect(isReached(gate(measured, failsBeyond))).toBe(reached);
    expect(isFailed(gate(measured, failsBeyond))).toBe(failed);
  });
});
