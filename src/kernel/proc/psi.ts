import type { Pressure } from '../cgroup/cgroup-reader.js';
import { ParseError } from '../errors.js';
import { decimal, lineEnd } from '../text/bytes.js';
import { fieldEnd, skipBlanks, startsWith } from '../text/fields.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const SOME = bytes('some ');
const FULL = bytes('full ');
const TOTAL = bytes('total=');

/**
 * Pressure stall information of the machine (/proc/pressure/cpu) or of a cgroup (cpu.pressure). The kernel's `total` is
 * in microseconds; the result is in seconds. `full` is absent for cpu before Linux 5.13.
 *
 *     some avg10=0.00 avg60=0.04 avg300=0.08 total=856758
 *     full avg10=0.00 avg60=0.01 avg300=0.02 total=483359
 *
 * https://docs.kernel.org/accounting/psi.html
 *
 * @throws ParseError for a `some` or `full` line without a total.
 */
export function parsePressure(text: Uint8Array): Pressure {
  let some: number | undefined;
  let full: number | undefined;
  for (let start = 0; start < text.length; ) {
    const end = lineEnd(text, start);
    if (startsWith(text, start, SOME)) some = totalSeconds(text, start, end);
    else if (startsWith(text, start, FULL)) full = totalSeconds(text, start, end);
    start = end + 1;
  }
  return { some, full };
}

function totalSeconds(text: Uint8Array, start: number, end: number): number {
  for (let from = start; from < end; ) {
    const to = fieldEnd(text, from, end);
    if (to - from > TOTAL.length && startsWith(text, from, TOTAL)) {
      return decimal(text, from + TOTAL.length, to, 'pressure total') / 1e6;
    }
    from = skipBlanks(text, to, end);
  }
  throw new ParseError('pressure', 'a field total=<microseconds>');
}
