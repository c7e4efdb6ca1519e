import { ParseError } from '../errors.js';
import { ascii, lineEnd } from './bytes.js';
import { fieldEnd, skipBlanks } from './fields.js';

/**
 * Sockets by state in net/tcp, tcp6, udp or udp6: the state is the fourth field, in hex (include/net/tcp_states.h).
 *
 *       sl  local_address rem_address   st tx_queue rx_queue ...
 *        0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 ...
 *
 * https://docs.kernel.org/networking/proc_net_tcp.html
 *
 * @throws ParseError for a line without a state.
 */
export function countSocketStates(text: Uint8Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (let start = lineEnd(text, 0) + 1; start < text.length; ) {
    const end = lineEnd(text, start);
    if (skipBlanks(text, start, end) < end) {
      const state = stateOf(text, start, end);
      counts.set(state, (counts.get(state) ?? 0) + 1);
    }
    start = end + 1;
  }
  return counts;
}

function stateOf(text: Uint8Array, start: number, end: number): number {
  let from = skipBlanks(text, start, end);
  for (let field = 0; field < 3; field++) from = skipBlanks(text, fieldEnd(text, from, end), end);
  const hex = ascii(text, from, fieldEnd(text, from, end));
  if (!/^[0-9A-Fa-f]{2}$/.test(hex))
    throw new ParseError('socket state', `two hex digits, found ${JSON.stringify(hex)}`);
  return Number.parseInt(hex, 16);
}
