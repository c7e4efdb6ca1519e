import { counter } from '../../exposition/family.js';
import type { CgroupExporter } from '../collector.js';

const resources = (['cpu', 'memory', 'io'] as const).map((resource) => ({
  resource,
  waiting: counter(
    `container_pressure_${resource}_waiting_seconds_total`,
    `Time in which at least one task of the container waited for ${resource}.`,
  ),
  stalled: counter(
    `container_pressure_${resource}_stalled_seconds_total`,
    `Time in which all tasks of the container that could have run waited for ${resource}.`,
  ),
}));

export const pressure: CgroupExporter = {
  name: 'pressure',
  help: 'Time lost waiting for CPU, memory and I/O (PSI), from *.pressure of cgroup v2',
  scope: 'cgroup',
  enabledByDefault: true,
  families: resources.flatMap(({ waiting, stalled }) => [waiting, stalled]),
  collect({ cgroup }, { emit, cgroups }) {
    for (const { resource, waiting, stalled } of resources) {
      const stall = cgroups.pressure(cgroup.path, resource);
      emit(waiting, stall?.some);
      emit(stalled, stall?.full);
    }
  },
};
