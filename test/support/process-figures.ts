import { readdirSync, readFileSync } from 'node:fs';

/** What the kernel says of another process. */

/** Resident memory, in MB. */
export function residentMegabytes(pid: number): number {
  return statusField(pid, 'VmRSS') / 1024;
}

/** The most memory that was resident at once, in bytes. */
export function peakRss(pid: number): number {
  return statusField(pid, 'VmHWM') * 1024;
}

export function openFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

export function threads(pid: number): number {
  return statusField(pid, 'Threads');
}

/** CPU time that it has used, threads that have ended too, in clock ticks of 10 ms. */
export function cpuTicks(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/**
 * CPU time that all its threads have had, in ms, to the nanosecond: the first field of each thread's schedstat. Threads
 * that have ended are not in it: V8's and libuv's live on.
 */
export function cpuMs(pid: number): number {
  let sum = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    sum += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  }
  return sum;
}

/** How often its threads have woken up: each time they had slept of their own will. */
export function wakeUps(pid: number): number {
  return readdirSync(`/proc/${pid}/task`)
    .map((thread) => statusField(`${pid}/task/${thread}`, 'voluntary_ctxt_switches'))
    .reduce((sum, count) => sum + count, 0);
}

function statusField(process: number | string, name: string): number {
  const path = `/proc/${process}/status`;
  const value = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(path, 'latin1'))?.[1];
  if (value === undefined) throw new Error(`${path}: no ${name} in it`);
  return Number(value);
}
