import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ParseError } from '../../../src/kernel/errors.js';
import { parseMeminfo } from '../../../src/kernel/proc/meminfo.js';
import { bytes, counts, onlyParseErrors } from '../../support/kernel-text.js';

const sample = `MemTotal:       24684092 kB
Active(anon):       1368 kB
HugePages_Total:       3
VmallocTotal:   34359738367 kB
`;

test('sizes are bytes, counts stay', () => {
  expect(parseMeminfo(bytes(sample))).toEqual([
    { name: 'MemTotal', value: 25276510208, unit: 'bytes' },
    { name: 'Active(anon)', value: 1400832, unit: 'bytes' },
    { name: 'HugePages_Total', value: 3, unit: 'count' },
    { name: 'VmallocTotal', value: 35184372087808, unit: 'bytes' },
  ]);
});

test.each(['MemTotal 1 kB\n', ': 1 kB\n', 'MemTotal: kB\n', 'MemTotal: 1 MB\n', 'MemTotal: 1 2 kB\n', 'MemTotal:'])(
  '%j is an error',
  (text) => {
    expect(() => parseMeminfo(bytes(text))).toThrow(ParseError);
  },
);

test('any fields come back', () => {
  const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_()]{0,20}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(name, counts, fc.boolean())), (lines) => {
      const text = lines.map(([field, count, kB]) => `${`${field}:`.padEnd(16)}${count}${kB ? ' kB' : ''}\n`).join('');
      expect(parseMeminfo(bytes(text))).toEqual(
        lines.map(([field, count, kB]) =>
          kB
            ? { name: field, value: Number(count) * 1024, unit: 'bytes' }
            : { name: field, value: Number(count), unit: 'count' },
        ),
      );
    }),
  );
});

test('other texts parse or throw ParseError', () => onlyParseErrors(parseMeminfo, sample));
