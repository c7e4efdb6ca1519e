import { counter } from '../../exposition/family.js';
import { labels } from '../../exposition/labels.js';
import { cpuModes, parseProcStat } from '../../kernel/proc/proc-stat.js';
import type { ProcReader } from '../../kernel/proc/procfs.js';
import type { Collector } from '../collector.js';

const seconds = counter('node_cpu_seconds_total', 'Seconds the CPUs spent in each mode.', ['cpu', 'mode']);
const guestSeconds = counter(
  'node_cpu_guest_seconds_total',
  'Seconds the CPUs spent in guests (virtual machines) for each mode; also part of user and nice of node_cpu_seconds_total.',
  ['cpu', 'mode'],
);

const guestModes: Readonly<Record<string, string>> = { guest: 'user', guest_nice: 'nice' };

export const hostCpu: Collector = {
  name: 'host-cpu',
  group: 'host',
  help: "The host's CPU time by CPU and mode",
  enabledByDefault: true,
  needs: 'nothing',
  families: [seconds, guestSeconds],
  collect({ proc, emit }) {
    for (const [cpu, times] of neverBackwards(proc)) {
      for (const [i, value] of times.entries()) {
        const mode = cpuModes[i];
        if (mode === undefined) break;
        const guestMode = guestModes[mode];
        emit(guestMode ? guestSeconds : seconds, value, labels({ cpu, mode: guestMode ?? mode }));
      }
    }
  },
};

/** The highest times that the CPUs have shown, by procfs root. */
const shown = new Map<string, Map<string, readonly number[]>>();

/** If a CPU's idle time falls by this much, it was hot-unplugged and plugged in again: its times start over. */
const restartSeconds = 3;

/**
 * The times of each CPU. The kernel recomputes idle and iowait at each read, and now and then they step back by a tick
 * or two. Prometheus would take that for a counter reset and add the whole counter to the rate. So the higher value is
 * kept, as in node_exporter.
 */
function neverBackwards(proc: ProcReader): Map<string, readonly number[]> {
  const before = shown.get(proc.root);
  const times = new Map<string, readonly number[]>();
  const idle = cpuModes.indexOf('idle');
  for (const { cpu, seconds } of proc.once('stat', parseProcStat)?.cpus ?? []) {
    const last = before?.get(cpu);
    const restarted = last && (last[idle] ?? 0) - (seconds[idle] ?? 0) >= restartSeconds;
    times.set(cpu, last && !restarted ? seconds.map((value, i) => Math.max(value, last[i] ?? 0)) : seconds);
  }
  shown.set(proc.root, times);
  return times;
}
