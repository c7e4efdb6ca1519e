import { parseMeminfo } from './parse/meminfo.js';
import { parseProcStat } from './parse/proc-stat.js';
import type { ProcReader } from './proc.js';

/** What one scrape needs to know of the machine to judge a container's limits. */
export interface Machine {
  /** CPUs that are online. */
  readonly cores: number | undefined;
  /** MemTotal, SwapTotal and SwapFree, in bytes. */
  readonly memory: number | undefined;
  readonly swap: number | undefined;
  readonly swapFree: number | undefined;
  /** When it booted, Unix seconds. */
  readonly bootTime: number | undefined;
}

/**
 * @throws KernelReadError and ParseError, for meminfo or stat.
 */
export function readMachine(proc: ProcReader): Machine {
  const sizes = new Map(proc.read('meminfo', parseMeminfo)?.map(({ name, value }) => [name, value]));
  const stat = proc.read('stat', parseProcStat);
  return {
    cores: stat?.cpus.length || undefined,
    memory: sizes.get('MemTotal'),
    swap: sizes.get('SwapTotal'),
    swapFree: sizes.get('SwapFree'),
    bootTime: stat?.bootTime,
  };
}
