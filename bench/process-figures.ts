import { readdirSync, readFileSync } from 'node:fs';

/** What the kernel says of another process. */

/**
 * CPU time that all threads of a process have had, in ms, to the nanosecond: the first field of each thread's schedstat.
 * /proc/<pid>/stat counts in steps of 10 ms. Threads that have ended are not in it: V8's and libuv's live on.
 */
export function cpuMs(pid: number): number {
  let sum = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    sum += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  }
  return sum;
}

/** The most memory that was resident at once, in bytes. */
export function peakRss(pid: number): number {
  return statusField(pid, 'VmHWM') * 1024;
}

/** How often its threads have woken up: each time they had slept of their own will. */
export function wakeUps(pid: number): number {
  return readdirSync(`/proc/${pid}/task`)
    .map((thread) => statusField(`${pid}/task/${thread}`, 'voluntary_ctxt_switches'))
    .reduce((sum, count) => sum + count, 0);
}

export function openFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

function statusField(process: number | string, name: string): number {
  const path = `/proc/${process}/status`;
  const value = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(path, 'utf8'))?.[1];
  if (value === undefined) throw new Error(`${path}: no ${name} in it`);
  return Number(value);
}
