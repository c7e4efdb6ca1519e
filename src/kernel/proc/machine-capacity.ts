import { parseMeminfo } from './meminfo.js';
import { parseProcStat } from './proc-stat.js';
import type { ProcReader } from './procfs.js';
import { parseVmstat } from './vmstat.js';

/** What one scrape needs to know about the machine to evaluate a container's limits. */
export interface MachineCapacity {
  /** CPUs that are online. */
  readonly cores: number | undefined;
  /** MemTotal, SwapTotal and SwapFree, in bytes. */
  readonly memory: number | undefined;
  readonly swap: number | undefined;
  readonly swapFree: number | undefined;
  /** Boot time, Unix seconds. */
  readonly bootTime: number | undefined;
}

/**
 * @throws KernelReadError and ParseError, for meminfo or stat.
 */
export function readMachineCapacity(proc: ProcReader): MachineCapacity {
  const sizes = new Map(proc.once('meminfo', parseMeminfo)?.map(({ name, value }) => [name, value]));
  const stat = proc.once('stat', parseProcStat);
  return {
    cores: stat?.cpus.length || undefined,
    memory: sizes.get('MemTotal'),
    swap: sizes.get('SwapTotal'),
    swapFree: sizes.get('SwapFree'),
    bootTime: stat?.bootTime,
  };
}

/**
 * Bytes of a memory page: 4096; on some arm64, ppc64 and loong64 kernels 16384 or 65536. Node.js has no sysconf(3), and
 * /proc/self/auxv is not always readable; but the kernel shows the same memory in pages in one file and in kB in the
 * other. It may change a little between the two reads, which rounding to a power of two corrects.
 *
 * @throws KernelReadError and ParseError, for meminfo or vmstat.
 */
export function readPageSize(proc: ProcReader): number | undefined {
  const pages = proc.once('vmstat', parseVmstat)?.get('nr_slab_unreclaimable');
  const bytes = proc.once('meminfo', parseMeminfo)?.find(({ name }) => name === 'SUnreclaim')?.value;
  return pages && bytes ? 2 ** Math.round(Math.log2(bytes / pages)) : undefined;
}
