import { ParseError } from '../errors.js';
import { ascii, parseNumber } from '../text/bytes.js';

/** Files of sysfs's /sys/devices/system/{cpu,node}: https://docs.kernel.org/admin-guide/cputopology.html */

/** A file of one word, such as `Unified`. */
export const parseWord = (text: Uint8Array): string => ascii(text, 0, text.length).trim();

/** `32K` -> 32768 */
export function parseCacheSize(text: Uint8Array): number {
  const [, digits, unit] = /^(\d+)([KMG]?)$/.exec(parseWord(text)) ?? [];
  if (digits === undefined) throw new ParseError('cache size', 'a number and K, M or G');
  return Number(digits) * { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 }[unit as '' | 'K' | 'M' | 'G'];
}

/** `Node 0 MemTotal:       32768 kB` -> bytes; undefined without such a line. */
export function parseNodeMemory(text: Uint8Array): number | undefined {
  const kilobytes = /^Node \d+ MemTotal:\s+(\d+) kB$/m.exec(ascii(text, 0, text.length))?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

/** The distances from one node to each node, from the firmware: `10 21`. */
export const parseDistances = (text: Uint8Array): number[] =>
  parseWord(text)
    .split(/\s+/)
    .map((field) => parseNumber(Buffer.from(field), 'distance'));

/** The CPUs in a list, ascending: `0-2,8` -> 0, 1, 2, 8. */
export function parseCpuNumbers(text: Uint8Array): number[] {
  return parseWord(text)
    .split(',')
    .flatMap((range) => {
      const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? [];
      if (first === undefined) return [];
      const count = Number(last) - Number(first) + 1;
      if (count < 1 || count > mostCpus) throw new ParseError('CPU list', 'ascending ranges');
      return Array.from({ length: count }, (_, i) => Number(first) + i);
    });
}

/** The maximum of CONFIG_NR_CPUS. */
const mostCpus = 8192;
