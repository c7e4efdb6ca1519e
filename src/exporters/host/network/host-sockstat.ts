import { familyTemplate } from '../../../exposition/family.js';
import { ParseError } from '../../../kernel/errors.js';
import { readPageSize } from '../../../kernel/proc/machine-capacity.js';
import { ascii } from '../../../kernel/text/bytes.js';
import type { Collector } from '../../collector.js';

const field = familyTemplate(
  'gauge',
  'node_sockstat_{field}',
  "Sockets of the host's network namespace: {field}. Those named _mem count pages, of all namespaces.",
);

export const hostSockstat: Collector = {
  name: 'host-sockstat',
  group: 'host',
  help: 'Sockets of the host by protocol, and their memory',
  enabledByDefault: true,
  needs: 'nothing',
  families: [field],
  collect({ proc, emit }) {
    const pageSize = readPageSize(proc);
    for (const file of ['1/net/sockstat', '1/net/sockstat6']) {
      for (const { protocol, name, value } of proc.once(file, parseSockstat) ?? []) {
        emit(field.named(`${protocol}_${name}`), value);
        if (name === 'mem') emit(field.named(`${protocol}_mem_bytes`), pageSize && value * pageSize);
      }
    }
  },
};

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
 * @throws ParseError for a line that is not a protocol followed by name-number pairs.
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
      // Memory is counted per CPU, so the sum can briefly be slightly negative.
      if (!/^\w+$/.test(name) || !/^-?\d+$/.test(value)) {
        throw new ParseError(`sockstat ${protocol}`, 'pairs of a name and a number');
      }
      fields.push({ protocol, name, value: Number(value) });
    }
  }
  return fields;
}
