import { expect, test } from 'vitest';
import { ParseError } from '../../../src/kernel/errors.js';
import { parseInterrupts } from '../../../src/kernel/proc/cpu/interrupts.js';
import { bytes, onlyParseErrors } from '../../support/kernel-text.js';

const sample = `           CPU0       CPU2
  0:         44          0   IO-APIC   2-edge      timer
LOC:    1233217    1259001   Local timer interrupts
ERR:          0
`;

test('counts of each CPU that is online', () => {
  expect(parseInterrupts(bytes(sample))).toEqual([
    {
      ...{ type: '0', info: 'IO-APIC', devices: '2-edge timer' },
      counts: new Map([
        ['0', 44],
        ['2', 0],
      ]),
    },
    {
      ...{ type: 'LOC', info: 'Local timer interrupts', devices: '' },
      counts: new Map([
        ['0', 1233217],
        ['2', 1259001],
      ]),
    },
  ]);
});

test.each(['', 'x\n', ' CPU0 CPU1\n 1: x 2 timer\n'])('%j is an error', (text) => {
  expect(() => parseInterrupts(bytes(text))).toThrow(ParseError);
});

test('other texts parse or throw ParseError', () => onlyParseErrors(parseInterrupts, sample));
