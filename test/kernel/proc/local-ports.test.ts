import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ParseError } from '../../../src/kernel/errors.js';
import { afterHeader, markLocalPorts, parsePortRange } from '../../../src/kernel/proc/socket-table.js';
import { bytes, onlyParseErrors } from '../../support/kernel-text.js';

const header = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const tcp = (address: string, port: number) =>
  `   4: ${address}:${port.toString(16).toUpperCase().padStart(4, '0')} 0100007F:5D60 01 00000000:00000000 02:000AE7C2 00000000     0        0 24811 2 0000000090e000c4 21 4 24 18 -1\n`;

function marked(...texts: string[]): number[] {
  const marks = new Uint8Array(65536);
  for (const text of texts) markLocalPorts(afterHeader(bytes(text)), marks);
  return [...marks.keys()].filter((port) => marks[port]);
}

test('local ports of both address families', () => {
  const v4 = header + tcp('0100007F', 42292) + tcp('0100007F', 23904);
  const v6 = header + tcp('0000000000000000FFFF00000100007F', 42292) + tcp('00000000000000000000000001000000', 0);
  expect(marked(v4, v6)).toEqual([0, 23904, 42292]);
});

test('no sockets, no ports', () => {
  expect(marked(header)).toEqual([]);
  expect(marked('')).toEqual([]);
});

test('any ports come back', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 65535 })), (ports) => {
      const text = header + ports.map((port) => tcp('0100007F', port)).join('');
      expect(marked(text)).toEqual([...new Set(ports)].sort((a, b) => a - b));
    }),
  );
});

test('the range of ports', () => {
  expect(parsePortRange(bytes('32768\t60999\n'))).toEqual({ first: 32768, last: 60999 });
});

test.each(['', '1\n', '1\t2\t3\n', '2\t1\n', '1\t65536\n', '-1\t5\n', 'a\tb\n'])('%j is no range', (text) => {
  expect(() => parsePortRange(bytes(text))).toThrow(ParseError);
});

test('other texts parse or throw ParseError', () => {
  onlyParseErrors(parsePortRange, '32768\t60999\n');
  onlyParseErrors((text) => markLocalPorts(afterHeader(text), new Uint8Array(65536)), header + tcp('0100007F', 1));
});
