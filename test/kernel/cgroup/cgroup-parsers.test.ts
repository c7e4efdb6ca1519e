import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countCpuList, parseCpuMax } from '../../../src/kernel/cgroup/cpu-controller.js';
import { parseBlkio, parseIoStat } from '../../../src/kernel/cgroup/io-stat.js';
import { bytes, counts, onlyParseErrors } from '../../support/kernel-text.js';

describe('cpu.max', () => {
  test('quota and period, in microseconds', () => {
    expect(parseCpuMax(bytes('10000 100000\n'))).toEqual({ quota: 10000, period: 100000 });
    expect(parseCpuMax(bytes('max 50000\n'))).toEqual({ quota: Number.POSITIVE_INFINITY, period: 50000 });
  });

  test('nothing but ParseError', () => onlyParseErrors(parseCpuMax, '10000 100000\n'));
});

describe('CPU lists', () => {
  test.each([
    ['0-3,8,10-11\n', 7],
    ['5\n', 1],
    ['\n', 0],
  ])('%j names %i CPUs', (text, count) => expect(countCpuList(bytes(text))).toBe(count));

  test('any set of CPUs is counted, however it is written', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: 2000 })), (cpus) => {
        const sorted = [...cpus].sort((a, b) => a - b);
        const ranges: string[] = [];
        for (let i = 0; i < sorted.length; ) {
          let j = i;
          while (sorted[j + 1] === (sorted[j] ?? 0) + 1) j++;
          ranges.push(i === j ? `${sorted[i]}` : `${sorted[i]}-${sorted[j]}`);
          i = j + 1;
        }
        expect(countCpuList(bytes(`${ranges.join(',')}\n`))).toBe(cpus.length);
      }),
    );
  });

  test('nothing but ParseError', () => onlyParseErrors(countCpuList, '0-3,8,10-11\n'));
});

describe('io.stat', () => {
  test('a line a device', () => {
    const text = '259:0 rbytes=20480 wbytes=0 rios=1 wios=2 dbytes=0 dios=0\n8:16 rbytes=1 wbytes=2 rios=3 wios=4\n';
    expect(parseIoStat(bytes(text))).toEqual([
      { device: '259:0', readBytes: 20480, writeBytes: 0, reads: 1, writes: 2 },
      { device: '8:16', readBytes: 1, writeBytes: 2, reads: 3, writes: 4 },
    ]);
  });

  test('devices without statistics give none, and none of the figures behind them', () => {
    expect(parseIoStat(bytes('7:0 7:1 8:0 rbytes=5 wbytes=6 rios=7 wios=8\n253:0\n'))).toEqual([
      { device: '8:0', readBytes: 5, writeBytes: 6, reads: 7, writes: 8 },
    ]);
  });

  test('nothing but ParseError', () => onlyParseErrors(parseIoStat, '259:0 rbytes=20480 wbytes=0 rios=1 wios=2\n'));
});

describe('blkio', () => {
  test('reads and writes of any devices come back', () => {
    const device = fc.tuple(fc.nat({ max: 300 }), fc.nat({ max: 300 })).map(([a, b]) => `${a}:${b}`);
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(device, counts, counts), { selector: ([name]) => name }), (devices) => {
        const lines = devices.map(
          ([name, read, write]) =>
            `${name} Read ${read}\n${name} Write ${write}\n${name} Sync 9\n${name} Total ${read + write}\n`,
        );
        expect(parseBlkio(bytes(`${lines.join('')}Total 77\n`))).toEqual(
          new Map(devices.map(([name, read, write]) => [name, { read: Number(read), write: Number(write) }])),
        );
      }),
    );
  });

  test('nothing but ParseError', () => onlyParseErrors(parseBlkio, '254:0 Read 4096\n254:0 Write 0\nTotal 4096\n'));
});
