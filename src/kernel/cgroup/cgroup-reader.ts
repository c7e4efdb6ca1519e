import type { RareFiles } from './rare-files.js';

/**
 * One view of cgroup v1 and v2. Sizes are bytes, times are seconds, counters are totals since the cgroup was created.
 * Undefined means that this kernel, or this cgroup, does not report it. "No limit" is Infinity.
 */
export interface CgroupReader extends RareFiles {
  readonly version: 1 | 2;
  cpu(path: string): CpuStat | undefined;
  cpuSpec(path: string): CpuSpec;
  /** CPU time by CPU number; undefined on v2, which does not report it. */
  cpuUsageByCpu(path: string): readonly number[] | undefined;
  /** Time for which its tasks wanted to run but were throttled by its own or an ancestor's quota (v2, Linux 6.6). */
  cpuHeldBack(path: string): number | undefined;
  /** The scheduler's weight among siblings: v1 cpu.shares, v2 cpu.weight. */
  cpuWeight(path: string): number | undefined;
  /** The sum of its children's weights. */
  childrenCpuWeight(path: string): number | undefined;
  /** Number of CPUs the cgroup may run on (cpuset); undefined for none, as on v1 while the set is empty. */
  cpusetSize(path: string): number | undefined;
  memory(path: string): MemoryStat | undefined;
  memorySpec(path: string): MemorySpec;
  /** Bytes that can still be swapped out before the cgroup's own swap limit; undefined without swap accounting. */
  swapRoom(path: string): number | undefined;
  memoryEvents(path: string): MemoryEvents | undefined;
  io(path: string): readonly IoStat[] | undefined;
  pids(path: string): PidsStat | undefined;
  /** Process ids in the cgroup itself, as seen from this process's pid namespace (0 for those it does not see, v2). */
  processes(path: string): readonly number[] | undefined;
  /** Names of the cgroup's children. */
  children(path: string): readonly string[] | undefined;
  pressure(path: string, resource: PressureResource): Pressure | undefined;
  /** Whether pressure is measured for this cgroup (cgroup.pressure, Linux 6.1); undefined if unknown. */
  pressureEnabled(path: string): boolean | undefined;
  hugetlb(path: string): readonly HugetlbStat[] | undefined;
  /** Undefined on v1, whose hierarchies do not report it. */
  tree(path: string): TreeStat | undefined;
}

export interface CpuStat {
  readonly usage: number | undefined;
  readonly user: number | undefined;
  readonly system: number | undefined;
  readonly periods: number | undefined;
  readonly throttledPeriods: number | undefined;
  readonly throttledTime: number | undefined;
  readonly burstPeriods: number | undefined;
  readonly burstTime: number | undefined;
}

export interface CpuSpec {
  /** CFS period and quota in microseconds; quota is Infinity if there is none. */
  readonly period: number | undefined;
  readonly quota: number | undefined;
  /** cpu.shares (v1: as is; v2: the shares that a current runtime converts to this cpu.weight). */
  readonly shares: number | undefined;
}

export interface MemoryStat {
  readonly usage: number | undefined;
  readonly maxUsage: number | undefined;
  readonly swap: number | undefined;
  readonly cache: number | undefined;
  readonly rss: number | undefined;
  readonly mappedFile: number | undefined;
  readonly dirtyFile: number | undefined;
  readonly writebackFile: number | undefined;
  readonly kernel: number | undefined;
  readonly activeFile: number | undefined;
  readonly inactiveFile: number | undefined;
  readonly activeAnon: number | undefined;
  readonly inactiveAnon: number | undefined;
  readonly slabReclaimable: number | undefined;
  /** Anonymous memory in transparent huge pages. */
  readonly anonHuge: number | undefined;
  /** Page faults of the cgroup and its descendants; `own` without the descendants (only v1 reports it). */
  readonly faults: number | undefined;
  readonly majorFaults: number | undefined;
  readonly ownFaults: number | undefined;
  readonly ownMajorFaults: number | undefined;
  readonly pgscan: number | undefined;
  readonly pgsteal: number | undefined;
  readonly refaultFile: number | undefined;
  readonly refaultAnon: number | undefined;
}

export interface MemorySpec {
  readonly limit: number | undefined;
  /** v1: memory and swap together; v2: only swap. As cAdvisor exposes each. */
  readonly swapLimit: number | undefined;
  readonly reservation: number | undefined;
}

export interface MemoryEvents {
  /** Times usage hit the limit: v1 memory.failcnt, v2 memory.events `max`. */
  readonly failcnt: number | undefined;
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly max: number | undefined;
  readonly oom: number | undefined;
  readonly oomKill: number | undefined;
  readonly oomGroupKill: number | undefined;
}

export interface IoStat {
  /** `major:minor`. */
  readonly device: string;
  readonly readBytes: number | undefined;
  readonly writeBytes: number | undefined;
  readonly reads: number | undefined;
  readonly writes: number | undefined;
  /** What the I/O cost model charges, and how long it made the cgroup wait, in seconds; only if it is enabled (v2). */
  readonly cost?: IoCost | undefined;
}

/** block/blk-iocost.c; the kernel reports all but `usage` only with blkcg_debug_stats. */
export interface IoCost {
  readonly usage: number | undefined;
  readonly wait: number | undefined;
  readonly indebt: number | undefined;
  readonly indelay: number | undefined;
}

export interface PidsStat {
  /** Threads: the pids controller counts tasks. */
  readonly current: number | undefined;
  readonly limit: number | undefined;
  /** Most at once. */
  readonly peak: number | undefined;
  /**
   * v1, and v2 before Linux 6.11: forks that failed in the cgroup itself, whichever cgroup's limit was hit. v2 since
   * then: how often a limit was hit, of the cgroup or of one below it.
   */
  readonly limitHits: number | undefined;
}

export type PressureResource = 'cpu' | 'memory' | 'io' | 'irq';

export interface Pressure {
  /** Total stall time: some tasks waited; all tasks were stalled. */
  readonly some: number | undefined;
  readonly full: number | undefined;
}

export interface HugetlbStat {
  readonly pageSize: string;
  readonly usage: number | undefined;
  readonly maxUsage: number | undefined;
  readonly failcnt: number | undefined;
}

/** cgroup.stat: the cgroups below a cgroup, at any depth. */
export interface TreeStat {
  /** Removed, but not gone while something of theirs (page cache, a socket) is in use. */
  readonly dying: number | undefined;
}
