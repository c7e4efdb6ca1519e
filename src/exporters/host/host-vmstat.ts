import { familyTemplate } from '../../exposition/family.js';
import { sanitizeLabelName } from '../../exposition/labels.js';
import { parseVmstat } from '../../kernel/proc/vmstat.js';
import type { Collector } from '../collector.js';

const field = familyTemplate('unknown', 'node_vmstat_{field}', '{field} of /proc/vmstat.');

/** node_exporter's default: OOM kills, paging, swapping and page faults. */
const wanted = /^(?:oom_kill|pgpg|pswp|pg.*fault)/;

export const hostVmstat: Collector = {
  name: 'host-vmstat',
  group: 'host',
  help: 'OOM kills, paging, swapping and page faults of the host',
  enabledByDefault: true,
  needs: 'nothing',
  families: [field],
  collect({ proc, emit }) {
    for (const [name, value] of proc.once('vmstat', parseVmstat) ?? []) {
      if (wanted.test(name)) emit(field.named(sanitizeLabelName(name)), value);
    }
  },
};
