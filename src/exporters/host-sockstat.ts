import { familyTemplate } from '../exposition/family.js';
import { readPageSize } from '../kernel/page-size.js';
import { parseSockstat } from '../kernel/parse/sockstat.js';
import type { HostExporter } from './exporter.js';

const field = familyTemplate(
  'gauge',
  'node_sockstat_{field}',
  "Sockets of the host's network namespace: {field}. Those named _mem count pages, of all namespaces.",
);

export const hostSockstat: HostExporter = {
  name: 'host-sockstat',
  help: 'Sockets of the host by protocol, and their memory',
  scope: 'host',
  enabledByDefault: true,
  families: [field],
  collect({ proc, emit }) {
    const pageSize = readPageSize(proc);
    for (const file of ['1/net/sockstat', '1/net/sockstat6']) {
      for (const { protocol, name, value } of proc.read(file, parseSockstat) ?? []) {
        emit(field.named(`${protocol}_${name}`), value);
        if (name === 'mem') emit(field.named(`${protocol}_mem_bytes`), pageSize && value * pageSize);
      }
    }
  },
};
