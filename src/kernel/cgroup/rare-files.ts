/** Cgroup files that few users need: their collectors are off by default, or most kernels have no such file. */
export interface RareFiles {
  /** Bytes by device and operation, as the kernel names it (`Read`, `Sync`, `Discard`); Total is left out. */
  ioOperations(path: string): readonly DeviceFigure[] | undefined;
  /** What an I/O scheduler counts per cgroup: BFQ with CONFIG_BFQ_CGROUP_DEBUG, CFQ before Linux 5.0 (v1). */
  ioScheduler(path: string): IoSchedulerStat | undefined;
  /** Memory by NUMA node. `own` is the cgroup's without those below it. */
  numa(path: string): readonly NumaFigure[] | undefined;
  /** Whether pages move when the cpuset's nodes change (v1; v2 always moves them and has no file). */
  memoryMigrate(path: string): boolean | undefined;
  swap(path: string): SwapStat | undefined;
  /** Time for which the cgroup was frozen, by itself or an ancestor (cgroup.stat.local, Linux 6.18). */
  frozenTime(path: string): number | undefined;
  /** Memory of devices, such as a GPU's, by region (`drm/0000:c6:00.0/vram`), in bytes (v2, Linux 6.14). */
  deviceMemory(path: string): readonly Quantity[] | undefined;
  /** Total size of each region; only for the root. */
  deviceMemoryCapacity(): ReadonlyMap<string, number> | undefined;
  /** Scalar resources by name, such as `sev` and `sev_es` (misc controller). */
  misc(path: string): readonly Quantity[] | undefined;
}

export interface DeviceFigure {
  /** `major:minor`. */
  readonly device: string;
  readonly operation: string;
  readonly value: number;
}

export interface IoSchedulerStat {
  /** Requests merged with others. */
  readonly merged: readonly DeviceFigure[];
  /** Seconds for which requests were served; those of several disks at once add up. */
  readonly serviceTime: readonly DeviceFigure[];
  /** Requests waiting now. */
  readonly queued: readonly DeviceFigure[];
}

export interface NumaFigure {
  readonly node: string;
  readonly type: 'file' | 'anon' | 'unevictable';
  readonly scope: 'own' | 'hierarchy';
  /** v1 counts pages, v2 bytes. */
  readonly unit: 'pages' | 'bytes';
  readonly value: number;
}

export interface SwapStat {
  /** The most bytes in swap at once (Linux 6.5). */
  readonly peak: number | undefined;
  /** Memory used by compressed swap, and its limit (Infinity for none). */
  readonly zswap: number | undefined;
  readonly zswapLimit: number | undefined;
  /** Bytes swapped into it, before compression. */
  readonly zswapped: number | undefined;
  /** Pages moved into compressed swap, out of it, and on to disk. */
  readonly zswapOut: number | undefined;
  readonly zswapIn: number | undefined;
  readonly zswapWriteback: number | undefined;
}

export interface Quantity {
  readonly name: string;
  readonly current: number | undefined;
  /** Infinity for none. */
  readonly limit: number | undefined;
}

/** A file that holds 0 or 1. */
export const parseSwitch = (text: Uint8Array): boolean => text[0] !== ZERO;
const ZERO = 48;
