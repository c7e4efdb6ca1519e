import { counter } from '../../exposition/family.js';
import type { Collector } from '../collector.js';
import { eachCgroup } from '../each.js';

const frozen = counter(
  'container_frozen_seconds_total',
  'Time for which the container was frozen, as docker pause does it (v2, Linux 6.18).',
);

export const freezer: Collector = {
  name: 'freezer',
  help: 'Time spent frozen, from cgroup.stat.local (v2, Linux 6.18)',
  enabledByDefault: true,
  needs: 'containers',
  families: [frozen],
  collect: (scrape) =>
    eachCgroup(scrape, ({ path, kind }, emit) => {
      if (kind !== 'ancestor') emit(frozen, scrape.cgroups.frozenTime(path));
    }),
};
