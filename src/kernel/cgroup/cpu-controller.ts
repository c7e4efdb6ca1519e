import { ParseError } from '../errors.js';
import { ascii, decimal, parseLimit, SPACE, trimmedEnd } from '../text/bytes.js';

/**
 * The cpu.shares that a runtime turned into this cpu.weight, rounded: runtimes map shares 2, 1024, 262144 onto weights
 * 1, 100, 10000 by a curve through these points (opencontainers/cgroups, ConvertCPUSharesToCgroupV2Value):
 * log10(weight) = (l^2 + 125 l) / 612 - 7/34 with l = log2(shares). This is its inverse.
 *
 * Runtimes before 2025 (runc 1.3 and older) mapped linearly, which a reader of cpu.weight cannot tell apart; if the
 * runtime's API reports the requested shares, they are used instead (exporters/cpu.ts).
 */
export function sharesOfWeight(weight: number): number {
  const exponent = Math.log10(weight) + 7 / 34;
  return Math.round(2 ** ((-125 + Math.sqrt(125 ** 2 + 4 * 612 * exponent)) / 2));
}

/**
 * cpu.max: quota and period in microseconds; Infinity for `max`.
 *
 *     10000 100000
 */
export function parseCpuMax(text: Uint8Array): { quota: number; period: number } {
  const space = text.indexOf(SPACE);
  if (space < 0) throw new ParseError('cpu.max', 'quota and period');
  return {
    quota: parseLimit(text.subarray(0, space), 'cpu.max quota'),
    period: decimal(text, space + 1, trimmedEnd(text), 'cpu.max period'),
  };
}

/**
 * The number of CPUs in a list such as cpuset.cpus.effective (`0-3,8,10-11`); 0 for an empty one.
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
