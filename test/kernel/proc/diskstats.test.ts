import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ParseError } from '../../../src/kernel/errors.js';
import { parseDiskstats } from '../../../src/kernel/proc/diskstats.js';
import { bytes, counts, onlyParseErrors } from '../../support/kernel-text.js';

const sample = ` 259       0 nvme0n1 3245 391 501702 2154 1714 1329 304968 2458 0 3076 4745 0 0 0 0 197 132
   8       1 sda1 1 2 3 4 5 6 7 8 9 10 11
`;

test('as many numbers as the kernel has', () => {
  expect(parseDiskstats(bytes(sample))).toEqual([
    {
      major: '259',
      minor: '0',
      device: 'nvme0n1',
      numbers: [3245, 391, 501702, 2154, 1714, 1329, 304968, 2458, 0, 3076, 4745, 0, 0, 0, 0, 197, 132],
    },
    { major: '8', minor: '1', device: 'sda1', numbers: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
  ]);
});

test.each(['8 0\n', '8 x sda 1 2 3 4 5 6 7 8 9 10 11\n', '8 0 sda 1 2 3 4\n', '8 0 sda 1 2 3 4 5 6 7 8 9 10 x\n'])(
  '%j is an error',
  (text) => {
    expect(() => parseDiskstats(bytes(text))).toThrow(ParseError);
  },
);

test('any devices come back', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9!-]{0,12}$/);
  const row = fc.tuple(fc.nat({ max: 4095 }), fc.nat(), name, fc.array(counts, { minLength: 11, maxLength: 17 }));
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const text = rows
        .map(([major, minor, device, numbers]) => {
          return `${String(major).padStart(4)} ${String(minor).padStart(7)} ${device} ${numbers.join(' ')}\n`;
        })
        .join('');
      expect(parseDiskstats(bytes(text))).toEqual(
        rows.map(([major, minor, device, numbers]) => ({
          major: String(major),
          minor: String(minor),
          device,
          numbers: numbers.map(Number),
        })),
      );
    }),
  );
});

test('other texts parse or throw ParseError', () => onlyParseErrors(parseDiskstats, sample));
