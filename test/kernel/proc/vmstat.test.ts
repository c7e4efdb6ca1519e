import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ParseError } from '../../../src/kernel/errors.js';
import { parseVmstat } from '../../../src/kernel/proc/vmstat.js';
import { bytes, counts, onlyParseErrors } from '../../support/kernel-text.js';

const sample = 'nr_free_pages 5\npgfault 4848416\npgmajfault 1627\noom_kill 1\n';

test('fields and their counts', () => {
  expect(parseVmstat(bytes(sample))).toEqual(
    new Map([
      ['nr_free_pages', 5],
      ['pgfault', 4848416],
      ['pgmajfault', 1627],
      ['oom_kill', 1],
    ]),
  );
});

test('a field without a number is an error', () => {
  expect(() => parseVmstat(bytes('pgfault x\n'))).toThrow(ParseError);
  expect(() => parseVmstat(bytes('pgfault\n'))).toThrow(ParseError);
});

test('any fields come back', () => {
  const fields = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z_0-9]{1,20}$/), counts), {
    selector: ([name]) => name,
  });
  fc.assert(
    fc.property(fields, (lines) => {
      const text = lines.map(([name, count]) => `${name} ${count}\n`).join('');
      expect([...parseVmstat(bytes(text))]).toEqual(lines.map(([name, count]) => [name, Number(count)]));
    }),
  );
});

test('other texts parse or throw ParseError', () => onlyParseErrors((text) => parseVmstat(text), sample));
