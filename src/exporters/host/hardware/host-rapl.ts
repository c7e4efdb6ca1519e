import { familyTemplate } from '../../../exposition/family.js';
import { labels, sanitizeLabelName } from '../../../exposition/labels.js';
import type { Collector } from '../../collector.js';

const joules = familyTemplate(
  'counter',
  'node_rapl_{field}_joules_total',
  'Energy used by {field}, in joules (RAPL).',
  ['index', 'path'],
);

export const hostRapl: Collector = {
  name: 'host-rapl',
  group: 'host',
  help: 'Energy that CPUs and memory have used; since Linux 5.10 for root alone',
  enabledByDefault: true,
  needs: 'nothing',
  families: [joules],
  collect({ sys, emit }) {
    const used = new Map<string, number>();
    for (const zone of sys.list('class/powercap')) {
      const folder = `class/powercap/${zone}`;
      const written = sys.text(`${folder}/name`);
      if (written === undefined) continue;
      // `package-0` has its number in its name; there may be several of those without one.
      const [, name = written, number] = /^([^-]+)-(\d+)$/.exec(written) ?? [];
      const index = number === undefined ? (used.get(name) ?? 0) : Number(number);
      used.set(name, index + 1);
      const microjoules = sys.number(`${folder}/energy_uj`);
      const identity = labels({ index: String(index), path: `/sys/${folder}` });
      if (microjoules !== undefined) emit(joules.named(sanitizeLabelName(name)), microjoules / 1e6, identity);
    }
  },
};
