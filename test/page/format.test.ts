import { expect, test } from 'vitest';
import { byteRate, cores, diskSize, duration, memorySize, percent } from '../../src/page/format.js';

test.each([
  [undefined, '–'],
  [0, '0 B'],
  [999, '999 B'],
  [1000, '0.98 KiB'],
  [1024, '1.00 KiB'],
  [10 * 1024, '10.0 KiB'],
  [512 * 2 ** 20, '512 MiB'],
  [1000 * 2 ** 20, '0.98 GiB'],
  [9.999 * 2 ** 30, '10.0 GiB'],
  [2 ** 60, '1024 PiB'],
])('memory %s is %s', (bytes, text) => expect(memorySize(bytes)).toBe(text));

// What `docker system df` printed for these: test/fixtures/docker-api/20.10-df/system-df.txt.
test.each([
  [12082277, '12.1 MB'],
  [52728800, '52.7 MB'],
  [999_600, '1.00 MB'],
  [1_500_000_000, '1.50 GB'],
])('disk space %s is %s', (bytes, text) => expect(diskSize(bytes)).toBe(text));

test.each([
  [undefined, '–'],
  [0, '0 %'],
  [0.0001, '<0.1 %'],
  [0.0049, '0.5 %'],
  [0.099, '9.9 %'],
  [0.0996, '10 %'],
  [1, '100 %'],
])('the share %s is %s', (share, text) => expect(percent(share)).toBe(text));

test.each([
  [undefined, '–'],
  [-3, '0s'],
  [59.4, '59s'],
  [60, '1m'],
  [3725, '1h 2m'],
  [86_400 * 4 + 3 * 3600 + 59, '4d 3h'],
])('%s seconds are %s', (seconds, text) => expect(duration(seconds)).toBe(text));

test('cores and rates', () => {
  expect([cores(0.034), cores(9.999), cores(undefined)]).toEqual(['0.03', '10.0', '–']);
  expect([byteRate(1500), byteRate(undefined)]).toEqual(['1.50 kB/s', '–']);
});
