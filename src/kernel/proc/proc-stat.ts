import { ParseError } from '../errors.js';
import { ascii, decimal, lineEnd } from '../text/bytes.js';
import { fieldEnd, numberFields, skipBlanks } from '../text/fields.js';

/** Totals of /proc/stat since boot; undefined for what this kernel does not report. */
export interface ProcStat {
  /** The CPUs that are online. */
  readonly cpus: readonly CpuTimes[];
  readonly interrupts: number | undefined;
  readonly contextSwitches: number | undefined;
  /** Unix seconds. */
  readonly bootTime: number | undefined;
  readonly forks: number | undefined;
  readonly running: number | undefined;
  readonly blocked: number | undefined;
}

export interface CpuTimes {
  /** The kernel's number of the CPU: `0`. */
  readonly cpu: string;
  /** Seconds in each of `cpuModes`; shorter on kernels with fewer modes. */
  readonly seconds: readonly number[];
}

export const cpuModes = [
  'user',
  'nice',
  'system',
  'idle',
  'iowait',
  'irq',
  'softirq',
  'steal',
  'guest',
  'guest_nice',
] as const;

/** The kernel reports times to user space in hundredths of a second, whatever its own tick. */
const USER_HZ = 100;

/**
 * /proc/stat.
 *
 *     cpu  12728 0 9291 17033 53 0 100 0 0 0
 *     cpu0 6035 0 4497 8941 36 0 43 0 0 0
 *     intr 154187 188 9 0 ...
 *     ctxt 164224
 *     btime 1795230267
 *
 * https://docs.kernel.org/filesystems/proc.html#miscellaneous-kernel-statistics-in-proc-stat
 *
 * @throws ParseError for one of the lines above with an invalid number.
 */
export function parseProcStat(text: Uint8Array): ProcStat {
  const cpus: CpuTimes[] = [];
  const totals = new Map<string, number>();
  for (let start = 0; start < text.length; ) {
    const end = lineEnd(text, start);
    const nameEnd = fieldEnd(text, start, end);
    const name = ascii(text, start, nameEnd);
    if (/^cpu\d+$/.test(name)) cpus.push(cpuOf(name, numberFields(text, nameEnd, end, `stat ${name}`)));
    else if (wanted.has(name)) totals.set(name, firstNumber(text, nameEnd, end, `stat ${name}`));
    start = end + 1;
  }
  return {
    cpus,
    interrupts: totals.get('intr'),
    contextSwitches: totals.get('ctxt'),
    bootTime: totals.get('btime'),
    forks: totals.get('processes'),
    running: totals.get('procs_running'),
    blocked: totals.get('procs_blocked'),
  };
}

const wanted = new Set(['intr', 'ctxt', 'btime', 'processes', 'procs_running', 'procs_blocked']);

function cpuOf(name: string, ticks: readonly number[]): CpuTimes {
  if (ticks.length < 4) throw new ParseError(`stat ${name}`, 'at least user, nice, system and idle time');
  return { cpu: name.slice(3), seconds: ticks.map((count) => count / USER_HZ) };
}

/** The total of a line that may be very long: `intr` has one number per interrupt. */
function firstNumber(text: Uint8Array, from: number, end: number, what: string): number {
  const start = skipBlanks(text, from, end);
  return decimal(text, start, fieldEnd(text, start, end), what);
}
