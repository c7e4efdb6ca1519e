import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMaxOpenFiles } from '../../../src/kernel/proc/open-files-limit.js';
import { parsePidStat } from '../../../src/kernel/proc/pid-stat.js';
import { afterHeader, countSocketStates } from '../../../src/kernel/proc/socket-table.js';
import { bytes, onlyParseErrors } from '../../support/kernel-text.js';

const fixture = (file: string) => readFileSync(new URL(`../../fixtures/v2-systemd/proc/${file}`, import.meta.url));

function counted(text: Uint8Array): Map<number, number> {
  const counts = new Map<number, number>();
  countSocketStates(afterHeader(text), counts);
  return counts;
}

describe('/proc/<pid>/stat', () => {
  const stat = (command: string, state: string, start: number) =>
    `490 (${command}) ${state} 467 490 490 0 -1 4194304 1024 0 0 0 1 2 0 0 20 0 1 0 ${start} 4096 1 18446744073709551615\n`;

  test('state, parent and start, whatever the command is called', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 15 }), fc.constantFrom(...'RSDTtZIX'), fc.nat(), (command, state, start) => {
        expect(parsePidStat(bytes(stat(command, state, start)))).toEqual({
          ...{ state, parent: 467, threads: 1, startTime: start / 100 },
        });
      }),
    );
  });

  test('this process, against what the kernel says elsewhere', () => {
    const { state, parent, threads } = parsePidStat(readFileSync('/proc/self/stat'));
    expect(parent).toBe(process.ppid);
    const status = readFileSync('/proc/self/status', 'utf8');
    expect(/^State:\s+(\S)/m.exec(status)?.[1]).toBe(state);
    expect(Number(/^Threads:\s+(\d+)/m.exec(status)?.[1])).toBe(threads);
  });

  test('nothing but ParseError', () => onlyParseErrors(parsePidStat, stat('sh', 'S', 1234)));
});

describe('/proc/<pid>/net/tcp', () => {
  const line = (state: string) => `   0: 0100007F:1F90 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000\n`;
  const header = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt\n';

  test('sockets are counted by state', () => {
    const text = header + line('0A') + line('0A') + line('01') + line('06');
    expect(counted(bytes(text))).toEqual(
      new Map([
        [10, 2],
        [1, 1],
        [6, 1],
      ]),
    );
  });

  test('none', () => expect(counted(bytes(header))).toEqual(new Map()));
  test('a recorded host', () => expect(counted(fixture('490/net/tcp'))).toEqual(new Map()));
  test('nothing but ParseError', () => onlyParseErrors(counted, header + line('0A')));
});

describe('/proc/<pid>/limits', () => {
  test('a recorded process', () => {
    const text = fixture('490/limits');
    const fields = text
      .toString()
      .split('\n')
      .find((line) => line.startsWith('Max open files'))
      ?.split(/\s+/);
    expect(parseMaxOpenFiles(text)).toBe(Number(fields?.[3]));
  });

  test('unlimited, and a kernel that does not say', () => {
    expect(
      parseMaxOpenFiles(bytes('Max open files            unlimited            unlimited            files\n')),
    ).toBe(Number.POSITIVE_INFINITY);
    expect(parseMaxOpenFiles(bytes('Max cpu time  1 1 s\n'))).toBeUndefined();
  });

  test('nothing but ParseError', () => {
    onlyParseErrors(parseMaxOpenFiles, 'Max open files            1024                 4096                 files\n');
  });
});
