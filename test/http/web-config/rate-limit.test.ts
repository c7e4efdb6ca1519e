import { expect, test } from 'vitest';
import { createRateLimiter } from '../../../src/http/web-config/web-access.js';

test('a burst is let through, then one in each interval, and a pause fills it up again', () => {
  let now = 1000;
  const allows = createRateLimiter({ burst: 3, intervalSeconds: 2 }, () => now);
  const asked = (times: number) => Array.from({ length: times }, allows).filter((allowed) => allowed).length;
  expect(asked(10)).toBe(3);
  now += 1999;
  expect(asked(10)).toBe(0);
  now += 1;
  expect(asked(10)).toBe(1);
  now += 5000;
  expect(asked(10)).toBe(2);
  now += 1e9;
  expect(asked(10)).toBe(3);
});
