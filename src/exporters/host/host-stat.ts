import { counter, gauge } from '../../exposition/family.js';
import { parseProcStat } from '../../kernel/proc/proc-stat.js';
import type { HostExporter } from '../collector.js';

const interrupts = counter('node_intr_total', 'Total number of interrupts serviced.');
const contextSwitches = counter('node_context_switches_total', 'Total number of context switches.');
const forks = counter('node_forks_total', 'Total number of forks.');
const bootTime = gauge('node_boot_time_seconds', 'Node boot time, in unixtime.');
const running = gauge('node_procs_running', 'Number of processes in runnable state.');
const blocked = gauge('node_procs_blocked', 'Number of processes blocked waiting for I/O to complete.');

export const hostStat: HostExporter = {
  name: 'host-stat',
  help: 'Processes, forks, context switches, interrupts and boot time of the host',
  scope: 'host',
  enabledByDefault: true,
  families: [interrupts, contextSwitches, forks, bootTime, running, blocked],
  collect({ proc, emit }) {
    const stat = proc.read('stat', parseProcStat);
    emit(interrupts, stat?.interrupts);
    emit(contextSwitches, stat?.contextSwitches);
    emit(forks, stat?.forks);
    emit(bootTime, stat?.bootTime);
    emit(running, stat?.running);
    emit(blocked, stat?.blocked);
  },
};
