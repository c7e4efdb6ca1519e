import { familyTemplate } from '../../exposition/family.js';
import { sanitizeLabelName } from '../../exposition/labels.js';
import { parseMeminfo } from '../../kernel/proc/meminfo.js';
import type { Collector } from '../collector.js';

const size = familyTemplate('gauge', 'node_memory_{field}_bytes', '{field} of /proc/meminfo, in bytes.');
const count = familyTemplate('gauge', 'node_memory_{field}', '{field} of /proc/meminfo, which has no unit there.');

export const hostMemory: Collector = {
  name: 'host-memory',
  group: 'host',
  help: 'All of /proc/meminfo',
  enabledByDefault: true,
  needs: 'nothing',
  families: [size, count],
  collect({ proc, emit }) {
    for (const { name, value, unit } of proc.once('meminfo', parseMeminfo) ?? []) {
      const field = sanitizeLabelName(name.replace(/\((.*)\)/, '_$1'));
      emit((unit === 'bytes' ? size : count).named(field), value);
    }
  },
};
