import { counter, gauge } from '../../exposition/family.js';
import { labels } from '../../exposition/labels.js';
import type { MemorySpec, MemoryStat } from '../../kernel/cgroup/cgroup-reader.js';
import type { CgroupsContext, Collector } from '../collector.js';
import { eachCgroup } from '../each.js';
import { emitFigures, type Figures, familiesOf } from '../figures.js';
import { memoryEffectiveLimit, swapRoom } from './effective-limits.js';

const figures: Figures<MemoryStat> = [
  [gauge('container_memory_usage_bytes', 'Memory in use, page cache included.'), (s) => s.usage],
  [
    gauge('container_memory_max_usage_bytes', 'Most memory that was in use at once since the cgroup was made.'),
    (s) => s.maxUsage,
  ],
  [gauge('container_memory_cache', 'Page cache, in bytes.'), (s) => s.cache],
  [gauge('container_memory_rss', 'Anonymous memory, in bytes.'), (s) => s.rss],
  [gauge('container_memory_swap', 'Swap in use, in bytes.'), (s) => s.swap],
  [gauge('container_memory_mapped_file', 'Page cache that is mapped, in bytes.'), (s) => s.mappedFile],
  [gauge('container_memory_kernel_usage', 'Kernel memory in use, in bytes.'), (s) => s.kernel],
  [
    gauge('container_memory_file_dirty_bytes', 'Page cache that must be written before it can be freed.'),
    (s) => s.dirtyFile,
  ],
  [gauge('container_memory_file_writeback_bytes', 'Page cache that is being written.'), (s) => s.writebackFile],
  [gauge('container_memory_anon_hugepages_bytes', 'Anonymous memory in transparent huge pages.'), (s) => s.anonHuge],
  [gauge('container_memory_total_active_anon_bytes', 'Anonymous memory in recent use.'), (s) => s.activeAnon],
  [gauge('container_memory_total_inactive_anon_bytes', 'Anonymous memory not in recent use.'), (s) => s.inactiveAnon],
  [gauge('container_memory_total_active_file_bytes', 'Page cache in recent use.'), (s) => s.activeFile],
  [gauge('container_memory_total_inactive_file_bytes', 'Page cache not in recent use.'), (s) => s.inactiveFile],
  [counter('container_memory_pgscan_total', 'Pages that reclaim looked at.'), (s) => s.pgscan],
  [counter('container_memory_pgsteal_total', 'Pages that reclaim freed.'), (s) => s.pgsteal],
  [
    counter(
      'container_memory_workingset_refault_file_total',
      'Page cache pages that were reclaimed and soon needed again.',
    ),
    (s) => s.refaultFile,
  ],
  [
    counter(
      'container_memory_workingset_refault_anon_total',
      'Anonymous pages that were swapped out and soon needed again.',
    ),
    (s) => s.refaultAnon,
  ],
  [
    gauge(
      'container_memory_working_set_bytes',
      'Memory in use less inactive page cache: what the kernel would not give up first.',
    ),
    workingSetOf,
  ],
];

const unreclaimable = gauge(
  'container_memory_unreclaimable_bytes',
  'Memory that reclaim cannot free: usage less page cache, reclaimable slab (v2) and what could still be swapped out. The OOM killer comes when this reaches the limit.',
);
const effectiveLimit = gauge(
  'container_memory_effective_limit_bytes',
  'Memory that can be used at most: the least of its own limit, those of its ancestors and the memory of the machine.',
);

const specs: Figures<MemorySpec> = [
  [
    gauge(
      'container_spec_memory_limit_bytes',
      'Memory limit; 0 for none. Of the root (id="/") the memory of the machine.',
    ),
    ({ limit }) => zeroForNone(limit),
  ],
  [
    gauge(
      'container_spec_memory_swap_limit_bytes',
      'Swap limit (v2), or the limit of memory and swap together (v1); 0 for none. Of the root the swap of the machine.',
    ),
    ({ swapLimit }) => zeroForNone(swapLimit),
  ],
  [
    gauge(
      'container_spec_memory_reservation_limit_bytes',
      'Memory reservation: v2 memory.low, which is where runtimes write it, v1 the soft limit; 0 for none.',
    ),
    ({ reservation }) => zeroForNone(reservation),
  ],
];

const failures = counter('container_memory_failures_total', 'Page faults.', ['failure_type', 'scope']);
const fault = (failure_type: string, scope: string) => labels({ failure_type, scope });

const faults: Figures<MemoryStat> = [
  [failures, ({ faults }) => faults, fault('pgfault', 'hierarchy')],
  [failures, ({ majorFaults }) => majorFaults, fault('pgmajfault', 'hierarchy')],
];
/** Not for ancestors: events in them outside their containers are of no use, and v2 does not report them. */
const ownFaults: Figures<MemoryStat> = [
  [failures, ({ ownFaults }) => ownFaults, fault('pgfault', 'container')],
  [failures, ({ ownMajorFaults }) => ownMajorFaults, fault('pgmajfault', 'container')],
];

export const memory: Collector = {
  name: 'memory',
  help: 'Memory in use, what it consists of, limits and nearness to OOM, from the memory controller',
  enabledByDefault: true,
  needs: 'containers',
  families: [...familiesOf(figures), unreclaimable, effectiveLimit, ...familiesOf(specs, faults)],
  collect: (scrape) =>
    eachCgroup(scrape, ({ path, kind }, emit) => {
      const { cgroups, machine } = scrape;
      emitFigures(specs, memorySpecOf(path, scrape), emit);
      emit(effectiveLimit, memoryEffectiveLimit(path, cgroups, machine));
      const stat = cgroups.memory(path);
      if (!stat) return;
      emitFigures(figures, stat, emit);
      emit(unreclaimable, unreclaimableOf(stat, swapRoom(path, cgroups, machine)));
      emitFigures(faults, stat, emit);
      if (kind !== 'ancestor') emitFigures(ownFaults, stat, emit);
    }),
};

/** The root cgroup, as a container, has the machine's memory as its limit: dashboards divide by it. */
function memorySpecOf(path: string, { cgroups, machine }: CgroupsContext): MemorySpec {
  const spec = cgroups.memorySpec(path);
  return path === '/' ? { ...spec, limit: machine.memory, swapLimit: machine.swap } : spec;
}

/** cAdvisor's meaning of these three names. */
function zeroForNone(limit: number | undefined): number | undefined {
  return limit === Number.POSITIVE_INFINITY ? 0 : limit;
}

export function workingSetOf({ usage, inactiveFile }: MemoryStat): number | undefined {
  return usage === undefined || inactiveFile === undefined ? undefined : Math.max(0, usage - inactiveFile);
}

/**
 * v1 does not report a cgroup's reclaimable slab, so it counts as unreclaimable there. Undefined without `room`, the
 * bytes that could still be swapped out.
 */
export function unreclaimableOf(stat: MemoryStat, room: number | undefined): number | undefined {
  const { usage, inactiveFile, activeFile, inactiveAnon = 0, activeAnon = 0, slabReclaimable = 0 } = stat;
  if (usage === undefined || inactiveFile === undefined || activeFile === undefined || room === undefined)
    return undefined;
  const swappable = Math.min(inactiveAnon + activeAnon, room);
  return Math.max(0, usage - inactiveFile - activeFile - slabReclaimable - swappable);
}
