import { describe, expect, test } from 'vitest';
import { ratio } from '../../bench/rounds.js';
import { median, quantile } from '../../bench/statistics.js';

describe('statistics', () => {
  test('medians of odd and even counts', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  test('a quantile is a value that was measured', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
    expect(quantile(hundred, 0.99)).toBe(99);
    expect(quantile([5], 0.99)).toBe(5);
    expect(quantile([1, 9], 0.99)).toBe(9);
  });

  test('a slow round does not change a ratio', () => {
    const cost = (cpuMs: number) => ({ cpuMs, wallMs: 0 });
    expect(ratio([20, 200, 22].map(cost), [10, 100, 10].map(cost))).toBe(2);
  });
});
