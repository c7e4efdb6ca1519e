import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ParseError } from '../../../src/kernel/errors.js';
import { parseProcStat } from '../../../src/kernel/proc/proc-stat.js';
import { bytes, onlyParseErrors, smallCounts } from '../../support/kernel-text.js';

const sample = `cpu  12728 0 9291 17033 53 0 100 0 0 0
cpu0 6035 0 4497 8941 36 0 43 0 0 0
cpu1 6692 1 4794 8092 16 2 57 3 4 5
intr 154187 188 9 0 0 8
ctxt 164224
btime 1795230267
processes 1531
procs_running 1
procs_blocked 0
softirq 105872 0 18279 4 134 17 0 1 36938 0 50499
`;

test('times are seconds, CPU by CPU', () => {
  expect(parseProcStat(bytes(sample))).toEqual({
    cpus: [
      { cpu: '0', seconds: [60.35, 0, 44.97, 89.41, 0.36, 0, 0.43, 0, 0, 0] },
      { cpu: '1', seconds: [66.92, 0.01, 47.94, 80.92, 0.16, 0.02, 0.57, 0.03, 0.04, 0.05] },
    ],
    interrupts: 154187,
    contextSwitches: 164224,
    bootTime: 1795230267,
    forks: 1531,
    running: 1,
    blocked: 0,
  });
});

test('what is missing is undefined', () => {
  expect(parseProcStat(bytes('cpu3 1 2 3 4\n'))).toEqual({
    cpus: [{ cpu: '3', seconds: [0.01, 0.02, 0.03, 0.04] }],
    interrupts: undefined,
    contextSwitches: undefined,
    bootTime: undefined,
    forks: undefined,
    running: undefined,
    blocked: undefined,
  });
});

test.each(['cpu0 1 2 3\n', 'cpu0\n', 'cpu0 a b c d\n', 'ctxt\n', 'btime x\n'])('%j is an error', (text) => {
  expect(() => parseProcStat(bytes(text))).toThrow(ParseError);
});

test('any times and totals come back', () => {
  const times = fc.array(smallCounts, { minLength: 4, maxLength: 10 });
  fc.assert(
    fc.property(fc.array(times, { maxLength: 5 }), smallCounts, smallCounts, (cpus, interrupts, forks) => {
      const lines = cpus.map((ticks, cpu) => `cpu${cpu} ${ticks.join(' ')}\n`).join('');
      const stat = parseProcStat(bytes(`cpu  0 0 0 0\n${lines}intr ${interrupts} 5 6\nprocesses ${forks}\n`));
      expect(stat.cpus.map(({ seconds }) => seconds)).toEqual(cpus.map((ticks) => ticks.map((tick) => tick / 100)));
      expect([stat.interrupts, stat.forks]).toEqual([interrupts, forks]);
    }),
  );
});

test('other texts parse or throw ParseError', () => onlyParseErrors(parseProcStat, sample));
