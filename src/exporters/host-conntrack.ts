import { gauge } from '../exposition/family.js';
import { isOtherNetworkNamespace } from '../kernel/host-network.js';
import { parseNumber } from '../kernel/parse/bytes.js';
import { parseConntrackStat } from '../kernel/parse/conntrack-stat.js';
import type { HostExporter } from './exporter.js';

const entries = gauge(
  'node_nf_conntrack_entries',
  'Number of currently allocated flow entries for connection tracking.',
);
const limit = gauge('node_nf_conntrack_entries_limit', 'Maximum size of connection tracking table.');

// Gauges in node_exporter, although they only grow.
const stat = (column: string, help: string) => ({ column, family: gauge(`node_nf_conntrack_stat_${column}`, help) });
const stats = [
  stat('found', 'Number of searched entries which were successful.'),
  stat('invalid', 'Number of packets seen which can not be tracked.'),
  stat('ignore', 'Number of packets seen which are already connected to a conntrack entry.'),
  stat('insert', 'Number of entries inserted into the list.'),
  stat('insert_failed', 'Number of entries for which list insertion was attempted but failed.'),
  stat('drop', 'Number of packets dropped due to conntrack failure.'),
  stat('early_drop', 'Number of dropped conntrack entries to make room for new ones, if the table was full.'),
  stat('search_restart', 'Number of table lookups which had to be restarted due to hashtable resizes.'),
];

export const hostConntrack: HostExporter = {
  name: 'host-conntrack',
  help: "The host's connection tracking table",
  scope: 'host',
  enabledByDefault: true,
  families: [entries, limit, ...stats.map(({ family }) => family)],
  collect({ proc, emit }) {
    const table = proc.read('1/net/stat/nf_conntrack', parseConntrackStat);
    // Some distributions build kernels without that file. The sysctl beside it counts the reader's own namespace.
    const count = table || isOtherNetworkNamespace(proc) ? undefined : 'sys/net/netfilter/nf_conntrack_count';
    emit(entries, table ? table.entries : count && proc.read(count, parseNumber));
    // One number for all namespaces, which each of them shows.
    emit(limit, proc.read('sys/net/netfilter/nf_conntrack_max', parseNumber));
    for (const { column, family } of stats) emit(family, table?.total(column));
  },
};
