import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSockstat } from '../../../src/exporters/host/network/host-sockstat.js';
import { ParseError } from '../../../src/kernel/errors.js';
import { bytes, onlyParseErrors, smallCounts } from '../../support/kernel-text.js';

const sample = 'sockets: used 83\nTCP: inuse 4 orphan 0 mem 12\nFRAG: inuse 0 memory 7\n';

test('figures by protocol', () => {
  expect(parseSockstat(bytes(sample)).map(({ protocol, name, value }) => `${protocol} ${name} ${value}`)).toEqual([
    'sockets used 83',
    'TCP inuse 4',
    'TCP orphan 0',
    'TCP mem 12',
    'FRAG inuse 0',
    'FRAG memory 7',
  ]);
});

test.each(['TCP inuse 4\n', 'TCP: inuse\n', 'TCP: inuse x\n', 'TCP: inuse 1 mem\n', ': inuse 1\n'])(
  '%j is an error',
  (text) => {
    expect(() => parseSockstat(bytes(text))).toThrow(ParseError);
  },
);

test('any figures come back', () => {
  const word = fc.stringMatching(/^[A-Za-z0-9]{1,8}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(word, fc.array(fc.tuple(word, smallCounts), { minLength: 1 }))), (lines) => {
      const text = lines.map(([protocol, pairs]) => `${protocol}: ${pairs.flat().join(' ')}\n`).join('');
      expect(parseSockstat(bytes(text))).toEqual(
        lines.flatMap(([protocol, pairs]) => pairs.map(([name, value]) => ({ protocol, name, value }))),
      );
    }),
  );
});

test('other texts parse or throw ParseError', () => onlyParseErrors(parseSockstat, sample));
