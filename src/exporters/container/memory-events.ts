import { counter } from '../../exposition/family.js';
import type { MemoryEvents } from '../../kernel/cgroup/cgroup-reader.js';
import type { Collector } from '../collector.js';
import { eachCgroup } from '../each.js';
import { emitFigures, type Figures, familiesOf } from '../figures.js';

const figures: Figures<MemoryEvents> = [
  [counter('container_memory_failcnt', 'Times that memory in use hit the limit.'), ({ failcnt }) => failcnt],
  [
    counter(
      'container_oom_events_total',
      'Processes of the container that the OOM killer killed. On v2 an ancestor keeps the kills of containers that are gone.',
    ),
    ({ oomKill }) => oomKill,
  ],
  [
    counter('container_memory_events_low_total', 'Times that memory was reclaimed in spite of memory.low.'),
    ({ low }) => low,
  ],
  [
    counter('container_memory_events_high_total', 'Times that tasks were throttled over memory.high.'),
    ({ high }) => high,
  ],
  [
    counter('container_memory_events_max_total', 'Times that memory in use was about to go over memory.max.'),
    ({ max }) => max,
  ],
  [
    counter('container_memory_events_oom_total', 'Times that an allocation was about to fail at the limit.'),
    ({ oom }) => oom,
  ],
  [
    counter(
      'container_memory_events_oom_kill_total',
      'Processes that the OOM killer killed: a child too, whose container lives on.',
    ),
    ({ oomKill }) => oomKill,
  ],
  [
    counter(
      'container_memory_events_oom_group_kill_total',
      'Times that the whole cgroup was killed for being out of memory (memory.oom.group).',
    ),
    ({ oomGroupKill }) => oomGroupKill,
  ],
];

export const memoryEvents: Collector = {
  name: 'memory-events',
  help: 'OOM kills and hits of memory limits, from memory.events (v2), memory.failcnt and memory.oom_control (v1)',
  enabledByDefault: true,
  needs: 'containers',
  families: familiesOf(figures),
  collect: (scrape) =>
    eachCgroup(scrape, ({ path }, emit) => emitFigures(figures, scrape.cgroups.memoryEvents(path), emit)),
};
