import type { RareFiles } from './rare-files.js';

/**
 * One view of cgroup v1 and v2. Sizes are bytes, times seconds, counters totals since the cgroup was made.
 * Undefined means that this kernel, or this cgroup, does not say. "No limit" is Infinity.
 */
export interface CgroupReader extends RareFiles {
  readonly version: 1 | 2;
  cpu(path: string): CpuStat | undefined;
  cpuSpec(path: string): CpuSpec;
  /** CPU time by number of the CPU; undefined on v2, which does not tell. */
  cpuUsageByCpu(path: string): readonly number[] | undefined;
  /** Time for which its tasks wanted to run and a quota, its own or an ancestor's, kept them from it (v2, Linux 6.6). */
  cpuHeldBack(path: string): number | undefined;
  /** What the scheduler weighs siblings by: v1 cpu.shares, v2 cpu.weight. */
  cpuWeight(path: string): number | undefined;
  /** The sum of its children's weights. */
  childrenCpuWeight(path: string): number | undefined;
  /** CPUs the cgroup may run on (cpuset), counted; undefined for none, as on v1 while nothing was put into the set. */
  cpusetSize(path: string): number | undefined;
  memory(path: string): MemoryStat | undefined;
  memorySpec(path: string): MemorySpec;
  /** Bytes that may still be swapped out before the cgroup's own swap limit; undefined without swap accounting. */
  swapRoom(path: string): number | undefined;
  memoryEvents(path: string): MemoryEvents | undefined;
  io(path: string): readonly IoStat[] | undefined;
  pids(path: string): PidsStat | undefined;
  /** Process ids in the cgroup itself, as this process' pid namespace sees them (0 for those it does not see, v2). */
  processes(path: string): readonly number[] | undefined;
  /** Names of the cgroup's children. */
  children(path: string): readonly string[] | undefined;
  pressure(path: string, resource: PressureResource): Pressure | undefined;
  /** Whether pressure is measured for this cgroup (cgroup.pressure, Linux 6.1); undefined where nothing tells. */
  pressureEnabled(path: string): boolean | undefined;
  hugetlb(path: string): readonly HugetlbStat[] | undefined;
  /** Undefined on v1, whose hierarchies do not tell. */
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
  /** CFS period and quota in microseconds; quota Infinity where there is none. */
  readonly period: number | undefined;
  readonly quota: number | undefined;
  /** cpu.shares (v1: as is; v2: what a current runtime makes this cpu.weight of). */
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
  /** Page faults of the cgroup and its descendants; `own` without the descendants (v1 alone tells). */
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
  /** v1: memory and swap together; v2: swap alone. As cAdvisor shows each. */
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
  /** What the I/O cost model charges, and how long it made the cgroup wait, in seconds; only where it is on (v2). */
  readonly cost?: IoCost | undefined;
}

/** block/blk-iocost.c; the kernel tells all but `usage` only with blkcg_debug_stats. */
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
  /** Most there were at once. */
  readonly peak: number | undefined;
  /**
   * v1, and v2 before Linux 6.11: forks that failed in the cgroup itself, whosever limit it was. v2 since: how often a limit
   * was hit, that of the cgroup or of one below it.
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

/** cgroup.stat: the cgroups below one, at any depth. */
export interface TreeStat {
  /** Removed, but not gone as long as something of theirs (page cache, a socket) is in use. */
  readonly dying: number | undefined;
}
