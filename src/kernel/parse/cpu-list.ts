import { ParseError } from '../errors.js';
import { ascii, decimal, trimmedEnd } from './bytes.js';

/**
 * How many CPUs a list names, such as cpuset.cpus.effective (`0-3,8,10-11`); 0 for an empty one.
 *
 * https://docs.kernel.org/admin-guide/cgroup-v2.html#cpuset-interface-files
 */
export function countCpuList(text: Uint8Array): number {
  const end = trimmedEnd(text);
  let count = 0;
  for (let start = 0; start < end; ) {
    let stop = text.indexOf(44, start);
    if (stop < 0 || stop > end) stop = end;
    const dash = text.subarray(start, stop).indexOf(45);
    const first = decimal(text, start, dash < 0 ? stop : start + dash, 'CPU list');
    const last = dash < 0 ? first : decimal(text, start + dash + 1, stop, 'CPU list');
    if (last < first) throw new ParseError('CPU list', `an ascending range, found ${ascii(text, start, stop)}`);
    count += last - first + 1;
    start = stop + 1;
  }
  return count;
}
