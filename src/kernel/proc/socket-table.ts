import { ParseError } from '../errors.js';
import { ascii, COLON, LF, lineEnd, SPACE } from '../text/bytes.js';
import { fieldEnd, numberFields, skipBlanks } from '../text/fields.js';

/**
 * net/tcp, tcp6, udp and udp6 of a network namespace: a header, then one line per socket.
 *
 *       sl  local_address rem_address   st tx_queue rx_queue ...
 *        0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 ...
 *
 * Such a table is read in chunks of whole lines; the first one starts with the header.
 *
 * https://docs.kernel.org/networking/proc_net_tcp.html
 */
export const afterHeader = (text: Uint8Array): Uint8Array => text.subarray(lineEnd(text, 0) + 1);

/**
 * Adds the sockets in a chunk of the table to `counts`, by state: the fourth field, in hex (include/net/tcp_states.h).
 *
 * @throws ParseError for a line without a state.
 */
export function countSocketStates(text: Uint8Array, counts: Map<number, number>): void {
  for (let start = 0; start < text.length; ) {
    const end = lineEnd(text, start);
    if (skipBlanks(text, start, end) < end) {
      const state = stateOf(text, start, end);
      counts.set(state, (counts.get(state) ?? 0) + 1);
    }
    start = end + 1;
  }
}

function stateOf(text: Uint8Array, start: number, end: number): number {
  let from = skipBlanks(text, start, end);
  for (let field = 0; field < 3; field++) from = skipBlanks(text, fieldEnd(text, from, end), end);
  const hex = ascii(text, from, fieldEnd(text, from, end));
  if (!/^[0-9A-Fa-f]{2}$/.test(hex))
    throw new ParseError('socket state', `two hex digits, found ${JSON.stringify(hex)}`);
  return Number.parseInt(hex, 16);
}

/**
 * Adds up the queues of the sockets in a chunk of the table, in bytes: the fifth field, two hexadecimal numbers.
 *
 * @throws ParseError for a line without them.
 */
export function addQueues(text: Uint8Array, sums: { transmit: number; receive: number }): void {
  for (let start = 0; start < text.length; ) {
    const end = lineEnd(text, start);
    let from = skipBlanks(text, start, end);
    if (from < end) {
      for (let field = 0; field < 4; field++) from = skipBlanks(text, fieldEnd(text, from, end), end);
      const queues = ascii(text, from, fieldEnd(text, from, end));
      if (!/^[0-9A-Fa-f]{8}:[0-9A-Fa-f]{8}$/.test(queues)) {
        throw new ParseError('socket queues', `two hexadecimal numbers, found ${JSON.stringify(queues)}`);
      }
      sums.transmit += Number.parseInt(queues, 16);
      sums.receive += Number.parseInt(queues.slice(9), 16);
    }
    start = end + 1;
  }
}

/** The first and the last port of a range, inclusive. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/**
 * sys/net/ipv4/ip_local_port_range, which also applies to IPv6.
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
 * Marks the local port of each socket in a chunk of the table: `marks[port]` becomes 1. A busy host has tens of
 * thousands of these lines, so only the bytes up to the port are parsed.
 *
 * @throws ParseError for a line without a local address and port.
 */
export function markLocalPorts(text: Uint8Array, marks: Uint8Array): void {
  for (let start = 0; start < text.length; start = lineEnd(text, start) + 1) {
    const colon = text.indexOf(COLON, text.indexOf(COLON, start) + 1);
    const port = colon < 0 ? Number.NaN : hexadecimalPort(text, colon + 1);
    if (Number.isNaN(port)) throw new ParseError('sockets', 'a local address and port');
    marks[port] = 1;
  }
}

/** Distance from the colon before the local port to the state, with IPv4 addresses: `:1F90 00000000:0000 06`. */
const stateAfterColon = 20;

/** TIME_WAIT of include/net/tcp_states.h, as the second digit of `06`. */
const timeWait = 54;

/** How many sockets in a chunk of net/tcp are closing connections, which sockstat counts as `tw`. */
export function countClosing(text: Uint8Array): number {
  let count = 0;
  for (let start = 0; start < text.length; start = lineEnd(text, start) + 1) {
    const colon = text.indexOf(COLON, text.indexOf(COLON, start) + 1);
    const state = colon + stateAfterColon;
    if (text[state] === 48 && text[state + 1] === timeWait && text[state - 1] === SPACE) count++;
  }
  return count;
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
