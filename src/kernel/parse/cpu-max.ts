import { ParseError } from '../errors.js';
import { decimal, parseLimit, SPACE, trimmedEnd } from './bytes.js';

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
