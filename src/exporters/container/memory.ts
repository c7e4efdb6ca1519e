import { counter, type Family, gauge } from '../../exposition/family.js';
import { label } from '../../exposition/labels.js';
import type { MemoryStat } from '../../kernel/cgroup/cgroup-reader.js';
import type { CgroupExporter } from '../collector.js';
import { memoryEffectiveLimit, swapRoom } from './effective-limits.js';

const workingSet = gauge(
  'container_memory_working_set_bytes',
  'Memory in use less inactive page cache: what the kernel would not give up first.',
);
const unreclaimable = gauge(
  'container_memory_unreclaimable_bytes',
  'Memory that reclaim cannot free: usage less page cache, reclaimable slab (v2) and what could still be swapped out. The OOM killer comes when this reaches the limit.',
);
const effectiveLimit = gauge(
  'container_memory_effective_limit_bytes',
  'Memory that can be used at most: the least of its own limit, those of its ancestors and the memory of the machine.',
);
const specLimit = gauge('container_spec_memory_limit_bytes', 'Memory limit; 0 for none.');
const specSwapLimit = gauge(
  'container_spec_memory_swap_limit_bytes',
  'Swap limit (v2), or the limit of memory and swap together (v1); 0 for none.',
);
const specReservation = gauge(
  'container_spec_memory_reservation_limit_bytes',
  'Memory reservation (v2 memory.low, v1 soft limit); 0 for none.',
);
const failures = counter('container_memory_failures_total', 'Page faults.', ['failure_type', 'scope']);

/** Families that show one figure of the kernel's as it is. */
const shown: readonly (readonly [Family, (stat: MemoryStat) => number | undefined])[] = [
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
];

const fault = (type: string, scope: string) => `${label('failure_type', type)},${label('scope', scope)}`;
const ownFault = fault('pgfault', 'container');
const ownMajorFault = fault('pgmajfault', 'container');
const anyFault = fault('pgfault', 'hierarchy');
const anyMajorFault = fault('pgmajfault', 'hierarchy');

export const memory: CgroupExporter = {
  name: 'memory',
  help: 'Memory in use, what it consists of, limits and nearness to OOM, from the memory controller',
  scope: 'cgroup',
  enabledByDefault: true,
  families: [
    ...shown.map(([family]) => family),
    workingSet,
    unreclaimable,
    effectiveLimit,
    specLimit,
    specSwapLimit,
    specReservation,
    failures,
  ],
  collect({ cgroup }, { emit, cgroups, machine }) {
    const spec = cgroups.memorySpec(cgroup.path);
    emit(specLimit, zeroForNone(spec.limit));
    emit(specSwapLimit, zeroForNone(spec.swapLimit));
    emit(specReservation, zeroForNone(spec.reservation));
    emit(effectiveLimit, memoryEffectiveLimit(cgroup.path, cgroups, machine));

    const stat = cgroups.memory(cgroup.path);
    if (!stat) return;
    for (const [family, figure] of shown) emit(family, figure(stat));
    emit(workingSet, workingSetOf(stat));
    emit(unreclaimable, unreclaimableOf(stat, swapRoom(cgroup.path, cgroups, machine)));
    emit(failures, stat.faults, anyFault);
    emit(failures, stat.majorFaults, anyMajorFault);
    if (cgroup.kind === 'ancestor') return;
    emit(failures, stat.ownFaults, ownFault);
    emit(failures, stat.ownMajorFaults, ownMajorFault);
  },
};

/** cAdvisor's meaning of these three names. */
function zeroForNone(limit: number | undefined): number | undefined {
  return limit === Number.POSITIVE_INFINITY ? 0 : limit;
}

export function workingSetOf({ usage, inactiveFile }: MemoryStat): number | undefined {
  return usage === undefined || inactiveFile === undefined ? undefined : Math.max(0, usage - inactiveFile);
}

/**
 * The v1 kernel does not tell a cgroup's reclaimable slab, so there it counts as not reclaimable. Undefined without `room`,
 * the bytes that could still be swapped out.
 */
export function unreclaimableOf(stat: MemoryStat, room: number | undefined): number | undefined {
  const { usage, inactiveFile, activeFile, inactiveAnon = 0, activeAnon = 0, slabReclaimable = 0 } = stat;
  if (usage === undefined || inactiveFile === undefined || activeFile === undefined || room === undefined)
    return undefined;
  const swappable = Math.min(inactiveAnon + activeAnon, room);
  return Math.max(0, usage - inactiveFile - activeFile - slabReclaimable - swappable);
}
