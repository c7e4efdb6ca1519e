import { gauge } from '../../../exposition/family.js';
import { label } from '../../../exposition/labels.js';
import type { Collector } from '../../collector.js';
import { eachCgroup } from '../../each.js';

const current = gauge('container_misc_current', 'How much of a countable resource the container holds (v2).', [
  'resource',
]);
const limit = gauge('container_misc_max', 'Most of it that the container may hold; absent without a limit (v2).', [
  'resource',
]);

export const misc: Collector = {
  name: 'misc',
  help: 'Countable resources that few machines have, such as SEV and TDX keys, from the misc controller (v2)',
  enabledByDefault: false,
  needs: 'containers',
  families: [current, limit],
  collect: (scrape) =>
    eachCgroup(scrape, ({ path }, emit) => {
      for (const resource of scrape.cgroups.misc(path) ?? []) {
        const rendered = label('resource', resource.name);
        emit(current, resource.current, rendered);
        if (resource.limit !== Number.POSITIVE_INFINITY) emit(limit, resource.limit, rendered);
      }
    }),
};
