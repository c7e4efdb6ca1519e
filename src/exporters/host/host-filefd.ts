import { gauge } from '../../exposition/family.js';
import { ParseError } from '../../kernel/errors.js';
import { trimmedEnd } from '../../kernel/text/bytes.js';
import { numberFields } from '../../kernel/text/fields.js';
import type { HostExporter } from '../collector.js';

const allocated = gauge('node_filefd_allocated', 'File descriptor statistics: allocated.');
const maximum = gauge('node_filefd_maximum', 'File descriptor statistics: maximum.');

export const hostFilefd: HostExporter = {
  name: 'host-filefd',
  help: 'Open files of the host and their limit',
  scope: 'host',
  enabledByDefault: true,
  families: [allocated, maximum],
  collect({ proc, emit }) {
    const files = proc.read('sys/fs/file-nr', parseFileNr);
    emit(allocated, files?.allocated);
    emit(maximum, files?.maximum);
  },
};

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
