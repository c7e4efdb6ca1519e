import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ParseError } from '../../../src/kernel/errors.js';
import { parseNetDev } from '../../../src/kernel/proc/net-dev.js';
import { bytes, counts, onlyParseErrors } from '../../support/kernel-text.js';

const header = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
`;
const sample = `${header}    lo:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0
enp0s2:    6813      58    1    2    3     4          5         6    11215      61    7    8    9    10      11         12
`;

test('all sixteen columns', () => {
  expect(parseNetDev(bytes(sample))[1]).toEqual({
    device: 'enp0s2',
    receive: { bytes: 6813, packets: 58, errs: 1, drop: 2, fifo: 3, frame: 4, compressed: 5, multicast: 6 },
    transmit: { bytes: 11215, packets: 61, errs: 7, drop: 8, fifo: 9, colls: 10, carrier: 11, compressed: 12 },
  });
});

test('a name keeps its colons, and touches its first number where that is long', () => {
  const line = 'eth0:1:18446744073709551615 1 0 0 0 0 0 0 2 3 0 0 0 0 0 0\n';
  const [device] = parseNetDev(bytes(header + line));
  expect(device?.device).toBe('eth0:1');
  expect(device?.receive.bytes).toBe(2 ** 64);
  expect(device?.transmit.packets).toBe(3);
});

test('the header tells the columns', () => {
  const text = 'Inter-| Receive | Transmit\n face |packets bytes|bytes errs\n  a: 1 2 3 4\n';
  expect(parseNetDev(bytes(text))).toEqual([
    { device: 'a', receive: { packets: 1, bytes: 2 }, transmit: { bytes: 3, errs: 4 } },
  ]);
});

test('a namespace without interfaces has none', () => {
  expect(parseNetDev(bytes(header))).toEqual([]);
});

test.each([
  ['nothing', ''],
  ['no header', 'lo: 1 2 3\n'],
  ['too few numbers', `${header}lo: 1 2 3\n`],
  ['no name', `${header}: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n`],
  ['a word for a number', `${header}lo: 0 0 0 0 0 x 0 0 0 0 0 0 0 0 0 0\n`],
])('%s is an error', (_, text) => {
  expect(() => parseNetDev(bytes(text))).toThrow(ParseError);
});

test('any names and counts come back', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9:.@_-]{0,14}$/);
  const row = fc.tuple(name, fc.array(counts, { minLength: 16, maxLength: 16 }));
  fc.assert(
    fc.property(fc.array(row, { maxLength: 6 }), (rows) => {
      const text = header + rows.map(([device, numbers]) => `${device.padStart(6)}: ${numbers.join('  ')}\n`).join('');
      const devices = parseNetDev(bytes(text));
      expect(devices.map((device) => device.device)).toEqual(rows.map(([device]) => device));
      for (const [i, [, numbers]] of rows.entries()) {
        const { receive, transmit } = devices[i] ?? {};
        expect([...Object.values(receive ?? {}), ...Object.values(transmit ?? {})]).toEqual(numbers.map(Number));
      }
    }),
  );
});

test('other texts parse or throw ParseError', () => onlyParseErrors(parseNetDev, sample));
