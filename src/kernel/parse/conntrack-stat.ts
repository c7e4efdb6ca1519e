import { ParseError } from '../errors.js';
import { ascii } from './bytes.js';

/** Connection tracking of one network namespace. Columns that this kernel does not have are undefined. */
export interface ConntrackStat {
  /** Connections tracked now. */
  readonly entries: number | undefined;
  /** A counter by its column (`drop`, `insert_failed`), summed over CPUs. */
  total(column: string): number | undefined;
}

/**
 * net/stat/nf_conntrack: a header, and a line of hexadecimal numbers for each CPU. Columns differ between kernels.
 * `entries` is the namespace's own and the same in each line.
 *
 *     entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop icmp_error ...
 *     00000003  00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 ...
 *
 * @throws ParseError for a missing header, or a line that does not fit it.
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
