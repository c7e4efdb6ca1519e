import { gauge } from '../../../exposition/family.js';
import { label } from '../../../exposition/labels.js';
import type { Collector } from '../../collector.js';
import { eachCgroup } from '../../each.js';

const current = gauge(
  'container_dmem_current_bytes',
  'Memory of a device, such as a GPU, that the container holds, by region (v2, Linux 6.14).',
  ['region'],
);
const limit = gauge(
  'container_dmem_max_bytes',
  'Most of it that the container may hold; absent without a limit (v2, Linux 6.14).',
  ['region'],
);
const capacity = gauge('machine_dmem_capacity_bytes', 'Memory of a device, by region (v2, Linux 6.14).', ['region']);

export const dmem: Collector = {
  name: 'dmem',
  help: 'Memory of GPUs and other devices, from the dmem controller (v2, Linux 6.14); reads nothing where the root does not have it on',
  enabledByDefault: true,
  needs: 'containers',
  families: [current, limit, capacity],
  collect(scrape) {
    for (const [region, bytes] of scrape.cgroups.deviceMemoryCapacity() ?? []) {
      scrape.emit(capacity, bytes, label('region', region));
    }
    return eachCgroup(scrape, ({ path }, emit) => {
      for (const region of scrape.cgroups.deviceMemory(path) ?? []) {
        const rendered = label('region', region.name);
        emit(current, region.current, rendered);
        if (region.limit !== Number.POSITIVE_INFINITY) emit(limit, region.limit, rendered);
      }
    });
  },
};
