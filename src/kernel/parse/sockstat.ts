import { ParseError } from '../errors.js';
import { ascii } from './bytes.js';

/** One figure of a protocol: `{ protocol: 'TCP', name: 'inuse', value: 4 }`. */
export interface SockstatField {
  readonly protocol: string;
  readonly name: string;
  /** `mem` counts pages, `memory` (of FRAG) bytes; the others count sockets. */
  readonly value: number;
}

/**
 * net/sockstat and net/sockstat6.
 *
 *     sockets: used 83
 *     TCP: inuse 4 orphan 0 tw 0 alloc 6 mem 0
 *
 * @throws ParseError for a line that is not a protocol followed by pairs of a name and a number.
 */
export function parseSockstat(text: Uint8Array): SockstatField[] {
  const fields: SockstatField[] = [];
  for (const line of ascii(text, 0, text.length).split('\n')) {
    if (line === '') continue;
    const [label = '', ...words] = line.trimEnd().split(' ');
    if (!/^\w+:$/.test(label)) throw new ParseError('sockstat', 'a protocol and a colon');
    const protocol = label.slice(0, -1);
    for (let i = 0; i < words.length; i += 2) {
      const [name = '', value = ''] = words.slice(i, i + 2);
      // Memory is counted for each CPU apart, so a sum can be a little below zero for a moment.
      if (!/^\w+$/.test(name) || !/^-?\d+$/.test(value)) {
        throw new ParseError(`sockstat ${protocol}`, 'pairs of a name and a number');
      }
      fields.push({ protocol, name, value: Number(value) });
    }
  }
  return fields;
}
