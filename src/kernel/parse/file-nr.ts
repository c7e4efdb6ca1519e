import { ParseError } from '../errors.js';
import { trimmedEnd } from './bytes.js';
import { numberFields } from './fields.js';

/**
 * sys/fs/file-nr: open files and their limit. The number between, of free ones, is 0 since Linux 2.6.
 *
 *     648	0	2466177
 *
 * https://docs.kernel.org/admin-guide/sysctl/fs.html#file-max-file-nr
 *
 * @throws ParseError unless there are three numbers.
 */
export function parseFileNr(text: Uint8Array): { readonly allocated: number; readonly maximum: number } {
  const [allocated, , maximum, ...more] = numberFields(text, 0, trimmedEnd(text), 'file-nr');
  if (allocated === undefined || maximum === undefined || more.length > 0) {
    throw new ParseError('file-nr', 'three numbers');
  }
  return { allocated, maximum };
}
