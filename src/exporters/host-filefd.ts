import { gauge } from '../exposition/family.js';
import { parseFileNr } from '../kernel/parse/file-nr.js';
import type { HostExporter } from './exporter.js';

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
