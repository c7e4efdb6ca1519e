import { ParseError } from '../errors.js';
import { COLON, LF } from './bytes.js';
import { numberFields } from './fields.js';

/** The first and the last port of a range, both in it. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/**
 * sys/net/ipv4/ip_local_port_range, which is for IPv6 too.
 *
 *     32768	60999
 *
 * @throws ParseError unless there are two ports in order.
 */
export function parsePortRange(text: Uint8Array): PortRange {
  const end = text.indexOf(LF);
  const [first, last, ...more] = numberFields(text, 0, end < 0 ? text.length : end, 'port range');
  if (first === undefined || last === undefined || more.length > 0 || first < 0 || last < first || last > 65535) {
    throw new ParseError('port range', 'two ports in order');
  }
  return { first, last };
}

/**
 * Marks the local port of each socket in net/tcp, tcp6, udp or udp6: `marks[port]` becomes 1.
 *
 *       sl  local_address rem_address   st tx_queue rx_queue ...
 *        0: 0100007F:5F37 00000000:0000 0A 00000000:00000000 ...
 *
 * A busy host has tens of thousands of these lines, so only the bytes up to the port are looked at.
 *
 * @throws ParseError for a line without a local address and port.
 */
export function markLocalPorts(text: Uint8Array, marks: Uint8Array): void {
  for (
    let newline = text.indexOf(LF);
    newline >= 0 && newline + 1 < text.length;
    newline = text.indexOf(LF, newline + 1)
  ) {
    const colon = text.indexOf(COLON, text.indexOf(COLON, newline) + 1);
    const port = colon < 0 ? Number.NaN : hexadecimalPort(text, colon + 1);
    if (Number.isNaN(port)) throw new ParseError('sockets', 'a local address and port');
    marks[port] = 1;
  }
}

/** Four hexadecimal digits, in capitals as the kernel prints them; NaN for anything else. */
function hexadecimalPort(text: Uint8Array, from: number): number {
  let port = 0;
  for (let i = from; i < from + 4; i++) {
    const byte = text[i] ?? 0;
    if (byte >= 48 && byte <= 57) port = port * 16 + byte - 48;
    else if (byte >= 65 && byte <= 70) port = port * 16 + byte - 55;
    else return Number.NaN;
  }
  return port;
}
