import { gauge } from '../../../exposition/family.js';
import { ParseError } from '../../../kernel/errors.js';
import { ascii, parseNumber } from '../../../kernel/text/bytes.js';
import type { Collector } from '../../collector.js';
import { emitFigures, type Figures, familiesOf } from '../../figures.js';

const entries = gauge(
  'node_nf_conntrack_entries',
  'Number of currently allocated flow entries for connection tracking.',
);
const limit = gauge('node_nf_conntrack_entries_limit', 'Maximum size of connection tracking table.');

/** Gauges in node_exporter, although they only grow. */
const stat = (column: string, help: string): Figures<ConntrackStat>[number] => [
  gauge(`node_nf_conntrack_stat_${column}`, help),
  ({ total }) => total(column),
];
const stats: Figures<ConntrackStat> = [
  stat('found', 'Number of searched entries which were successful.'),
  stat('invalid', 'Number of packets seen which can not be tracked.'),
  stat('ignore', 'Number of packets seen which are already connected to a conntrack entry.'),
  stat('insert', 'Number of entries inserted into the list.'),
  stat('insert_failed', 'Number of entries for which list insertion was attempted but failed.'),
  stat('drop', 'Number of packets dropped due to conntrack failure.'),
  stat('early_drop', 'Number of dropped conntrack entries to make room for new ones, if the table was full.'),
  stat('search_restart', 'Number of table lookups which had to be restarted due to hashtable resizes.'),
];

export const hostConntrack: Collector = {
  name: 'host-conntrack',
  group: 'host',
  help: "The host's connection tracking table",
  enabledByDefault: true,
  needs: 'nothing',
  families: [entries, limit, ...familiesOf(stats)],
  collect({ proc, emit }) {
    const table = proc.read('1/net/stat/nf_conntrack', parseConntrackStat);
    // Some distributions build kernels without this file. The sysctl beside it counts the reader's own namespace.
    const count = table || proc.isOtherNetworkNamespace() ? undefined : 'sys/net/netfilter/nf_conntrack_count';
    emit(entries, table ? table.entries : count && proc.read(count, parseNumber));
    // One limit for all namespaces; each of them shows it.
    emit(limit, proc.read('sys/net/netfilter/nf_conntrack_max', parseNumber));
    emitFigures(stats, table, emit);
  },
};

/** Connection tracking of one network namespace. Columns this kernel lacks are undefined. */
export interface ConntrackStat {
  /** Connections tracked now. */
  readonly entries: number | undefined;
  /** A counter by its column (`drop`, `insert_failed`), summed over CPUs. */
  total(column: string): number | undefined;
}

/**
 * net/stat/nf_conntrack: a header, then one line of hexadecimal numbers per CPU. Columns differ between kernels.
 * `entries` is per namespace and the same on each line.
 *
 *     entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop icmp_error ...
 *     00000003  00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 ...
 *
 * @throws ParseError for a missing header, or a line that does not match it.
 */
export function parseConntrackStat(text: Uint8Array): ConntrackStat {
  const [header = '', ...lines] = ascii(text, 0, text.length).split('\n');
  const columns = header.split(/\s+/).filter((name) => name !== '');
  if (columns[0] !== 'entries') throw new ParseError('nf_conntrack', 'a header that begins with entries');
  const totals = new Map<string, number>();
  let entries: number | undefined;
  for (const line of lines) {
    if (line === '') continue;
    const numbers = line.trim().split(/\s+/);
    if (numbers.length !== columns.length) throw new ParseError('nf_conntrack', `${columns.length} numbers in a line`);
    for (const [i, name] of columns.entries()) {
      const value = hexadecimal(numbers[i] ?? '');
      if (i === 0) entries = value;
      else totals.set(name, (totals.get(name) ?? 0) + value);
    }
  }
  return { entries, total: (column) => totals.get(column) };
}

function hexadecimal(digits: string): number {
  if (!/^[0-9a-f]+$/i.test(digits)) throw new ParseError('nf_conntrack', 'a hexadecimal number');
  return Number.parseInt(digits, 16);
}
