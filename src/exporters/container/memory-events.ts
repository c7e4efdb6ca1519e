import { counter } from '../../exposition/family.js';
import type { CgroupExporter } from '../collector.js';

const failcnt = counter('container_memory_failcnt', 'Times that memory in use hit the limit.');
const oomEvents = counter(
  'container_oom_events_total',
  'Processes of the container that the OOM killer killed. On v2 an ancestor keeps the kills of containers that are gone.',
);
const low = counter('container_memory_events_low_total', 'Times that memory was reclaimed in spite of memory.low.');
const high = counter('container_memory_events_high_total', 'Times that tasks were throttled over memory.high.');
const max = counter('container_memory_events_max_total', 'Times that memory in use was about to go over memory.max.');
const oom = counter('container_memory_events_oom_total', 'Times that an allocation was about to fail at the limit.');
const oomKill = counter(
  'container_memory_events_oom_kill_total',
  'Processes that the OOM killer killed: a child too, whose container lives on.',
);
const oomGroupKill = counter(
  'container_memory_events_oom_group_kill_total',
  'Times that the whole cgroup was killed for being out of memory (memory.oom.group).',
);

export const memoryEvents: CgroupExporter = {
  name: 'memory-events',
  help: 'OOM kills and hits of memory limits, from memory.events (v2), memory.failcnt and memory.oom_control (v1)',
  scope: 'cgroup',
  enabledByDefault: true,
  families: [failcnt, oomEvents, low, high, max, oom, oomKill, oomGroupKill],
  collect({ cgroup }, { emit, cgroups }) {
    const events = cgroups.memoryEvents(cgroup.path);
    emit(failcnt, events?.failcnt);
    emit(oomEvents, events?.oomKill);
    emit(low, events?.low);
    emit(high, events?.high);
    emit(max, events?.max);
    emit(oom, events?.oom);
    emit(oomKill, events?.oomKill);
    emit(oomGroupKill, events?.oomGroupKill);
  },
};
