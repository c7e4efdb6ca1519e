import { ascii, decimal, lineEnd } from '../text/bytes.js';
import { fieldEnd, skipBlanks } from '../text/fields.js';

/**
 * /proc/vmstat, by field. Counts are pages or events.
 *
 *     pgfault 4848416
 *
 * @throws ParseError for a line without a number.
 */
export function parseVmstat(text: Uint8Array): Map<string, number> {
  const fields = new Map<string, number>();
  for (let start = 0; start < text.length; ) {
    const end = lineEnd(text, start);
    const nameEnd = fieldEnd(text, start, end);
    const name = ascii(text, start, nameEnd);
    fields.set(name, decimal(text, skipBlanks(text, nameEnd, end), end, `vmstat ${name}`));
    start = end + 1;
  }
  return fields;
}
