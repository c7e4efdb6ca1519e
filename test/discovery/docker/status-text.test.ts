import fc from 'fast-check';
import { expect, test } from 'vitest';
import { agreesWithAge, parseStatusText } from '../../../src/discovery/docker/container-list.js';

test.each([
  ['Up 5 minutes', undefined],
  ['Up 5 minutes (healthy)', 'healthy'],
  ['Up About an hour (unhealthy)', 'unhealthy'],
  ['Up 2 seconds (health: starting)', 'starting'],
  ['Up 2 seconds ago (starting)', 'starting'],
  ['Up 3 minutes (Paused)', undefined],
  ['Exited (0) 2 hours ago', undefined],
  ['Up 3 minutes (constructor)', undefined],
  ['', undefined],
])('%s tells of the health %s', (text, health) => {
  expect(parseStatusText(text).health).toBe(health);
});

test.each([
  ['Exited (137) Less than a second ago', 'Exited (137)', [0, 1]],
  ['Exited (137) 1 second ago', 'Exited (137)', [1, 2]],
  ['Exited (0) 59 seconds ago', 'Exited (0)', [59, 60]],
  ['Exited (0) About a minute ago', 'Exited (0)', [60, 120]],
  ['Exited (0) 12 minutes ago', 'Exited (0)', [720, 780]],
  ['Exited (0) About an hour ago', 'Exited (0)', [1800, 7200]],
  ['Exited (0) 47 hours ago', 'Exited (0)', [46.5 * 3600, 48 * 3600]],
  ['Created', 'Created', undefined],
  ['Removal In Progress', 'Removal In Progress', undefined],
])('%s says %s, and when', (text, lasting, age) => {
  expect(parseStatusText(text)).toMatchObject({ lasting, age });
});

/** What Docker writes, by the documentation of go-units' HumanDuration. */
function humanDuration(seconds: number): string {
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600 + 0.5)];
  if (seconds < 1) return 'Less than a second';
  if (seconds < 2) return '1 second';
  if (seconds < 60) return `${Math.floor(seconds)} seconds`;
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${hours} hours`;
  if (hours < 24 * 14) return `${Math.floor(hours / 24)} days`;
  if (hours < 24 * 60) return `${Math.floor(hours / 24 / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.floor(hours / 24 / 30)} months`;
  return `${Math.floor(seconds / 3600 / 24 / 365)} years`;
}

test('any time agrees with the text that Docker writes of it', () => {
  const ages = fc.oneof(...[100, 10_000, 1e6, 1e8, 1e9].map((max) => fc.double({ min: 0, max, noNaN: true })));
  fc.assert(
    fc.property(ages, (age) => {
      const status = parseStatusText(`Exited (0) ${humanDuration(age)} ago`);
      expect(agreesWithAge(status, 1e9, 1e9 + age)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('a later exit does not agree', () => {
  const now = 1_800_000_000;
  const status = parseStatusText('Exited (0) 20 seconds ago');
  expect(agreesWithAge(status, now - 20.4, now)).toBe(true);
  expect(agreesWithAge(status, now - 80, now)).toBe(false);
  expect(agreesWithAge(parseStatusText('Exited (0) 3 hours ago'), now - 60, now)).toBe(false);
  expect(agreesWithAge(status, undefined, now)).toBe(false);
  expect(agreesWithAge(parseStatusText('Exited'), now, now)).toBe(false);
});

test('no text throws', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseStatusText(text)));
});
