import { ParseError } from '../errors.js';
import { ascii } from './bytes.js';

export interface LoadAverages {
  readonly one: number;
  readonly five: number;
  readonly fifteen: number;
}

/**
 * /proc/loadavg.
 *
 *     0.36 0.18 0.13 1/123 4567
 *
 * https://docs.kernel.org/filesystems/proc.html#kernel-data
 *
 * @throws ParseError unless it begins with three decimal fractions.
 */
export function parseLoadavg(text: Uint8Array): LoadAverages {
  const found = /^(\d+\.\d+) (\d+\.\d+) (\d+\.\d+)(?:\s|$)/.exec(ascii(text, 0, text.length));
  if (!found) throw new ParseError('loadavg', 'three load averages');
  return { one: Number(found[1]), five: Number(found[2]), fifteen: Number(found[3]) };
}
