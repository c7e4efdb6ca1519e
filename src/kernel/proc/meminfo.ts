import { ParseError } from '../errors.js';
import { ascii, COLON, decimal, lineEnd } from '../text/bytes.js';
import { fieldEnd, skipBlanks } from '../text/fields.js';

/** One line of meminfo: `value` in bytes if the kernel reports a size, else a count (`HugePages_Total`). */
export interface MeminfoField {
  /** The kernel's name: `MemTotal`, `Active(anon)`. */
  readonly name: string;
  readonly value: number;
  readonly unit: 'bytes' | 'count';
}

/**
 * /proc/meminfo. Its kB are units of 1024 bytes.
 *
 *     MemTotal:       24684092 kB
 *     HugePages_Free:        0
 *
 * https://docs.kernel.org/filesystems/proc.html#meminfo
 *
 * @throws ParseError for a line without a name, a number, or with a unit other than kB.
 */
export function parseMeminfo(text: Uint8Array): MeminfoField[] {
  const fields: MeminfoField[] = [];
  for (let start = 0; start < text.length; ) {
    const end = lineEnd(text, start);
    if (end > start) fields.push(fieldOf(text, start, end));
    start = end + 1;
  }
  return fields;
}

function fieldOf(text: Uint8Array, start: number, end: number): MeminfoField {
  const colon = text.indexOf(COLON, start);
  if (colon <= start || colon >= end) throw new ParseError('meminfo', 'a name and a colon');
  const name = ascii(text, start, colon);
  const from = skipBlanks(text, colon + 1, end);
  const to = fieldEnd(text, from, end);
  const value = decimal(text, from, to, `meminfo ${name}`);
  const unit = ascii(text, skipBlanks(text, to, end), end).trimEnd();
  if (unit === 'kB') return { name, value: value * 1024, unit: 'bytes' };
  if (unit === '') return { name, value, unit: 'count' };
  throw new ParseError(`meminfo ${name}`, `kB or no unit, found ${JSON.stringify(unit)}`);
}
