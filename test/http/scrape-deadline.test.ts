import { expect, it } from 'vitest';
import { scrapeSeconds } from '../../src/http/metrics-endpoint.js';

it.each([
  [undefined, 9],
  ['10', 9],
  ['10.000000', 9],
  ['5', 4.5],
  ['60', 59],
  ['1', 0.75],
  ['0.2', 0.1],
  ['100000', 119],
  ['0', 9],
  ['-3', 9],
  ['1e9', 9],
  ['Infinity', 9],
  ['ten', 9],
  ['', 9],
])('a timeout header of %s leaves %d s', (header, seconds) => {
  expect(scrapeSeconds(header)).toBeCloseTo(seconds, 9);
});
