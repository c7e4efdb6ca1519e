import { gauge } from '../../exposition/family.js';
import { ParseError } from '../../kernel/errors.js';
import { trimmedEnd } from '../../kernel/text/bytes.js';
import { numberFields } from '../../kernel/text/fields.js';
import type { Collector } from '../collector.js';
import { emitFigures, type Figures, familiesOf } from '../figures.js';

interface OpenFiles {
  readonly allocated: number;
  readonly maximum: number;
}

const figures: Figures<OpenFiles> = [
  [gauge('node_filefd_allocated', 'File descriptor statistics: allocated.'), ({ allocated }) => allocated],
  [gauge('node_filefd_maximum', 'File descriptor statistics: maximum.'), ({ maximum }) => maximum],
];

export const hostFilefd: Collector = {
  name: 'host-filefd',
  group: 'host',
  help: 'Open files of the host and their limit',
  enabledByDefault: true,
  needs: 'nothing',
  families: familiesOf(figures),
  collect: ({ proc, emit }) => emitFigures(figures, proc.read('sys/fs/file-nr', parseFileNr), emit),
};

/**
 * sys/fs/file-nr: open files and their limit. The number in between, of free ones, is 0 since Linux 2.6.
 *
 *     648	0	2466177
 *
 * https://docs.kernel.org/admin-guide/sysctl/fs.html#file-max-file-nr
 *
 * @throws ParseError unless there are three numbers.
 */
export function parseFileNr(text: Uint8Array): OpenFiles {
  const [allocated, , maximum, ...more] = numberFields(text, 0, trimmedEnd(text), 'file-nr');
  if (allocated === undefined || maximum === undefined || more.length > 0) {
    throw new ParseError('file-nr', 'three numbers');
  }
  return { allocated, maximum };
}
