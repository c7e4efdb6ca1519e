import { counter, gauge } from '../../exposition/family.js';
import { type ProcStat, parseProcStat } from '../../kernel/proc/proc-stat.js';
import type { Collector } from '../collector.js';
import { emitFigures, type Figures, familiesOf } from '../figures.js';

const figures: Figures<ProcStat> = [
  [counter('node_intr_total', 'Total number of interrupts serviced.'), ({ interrupts }) => interrupts],
  [
    counter('node_context_switches_total', 'Total number of context switches.'),
    ({ contextSwitches }) => contextSwitches,
  ],
  [counter('node_forks_total', 'Total number of forks.'), ({ forks }) => forks],
  [gauge('node_boot_time_seconds', 'Node boot time, in unixtime.'), ({ bootTime }) => bootTime],
  [gauge('node_procs_running', 'Number of processes in runnable state.'), ({ running }) => running],
  [gauge('node_procs_blocked', 'Number of processes blocked waiting for I/O to complete.'), ({ blocked }) => blocked],
];

export const hostStat: Collector = {
  name: 'host-stat',
  group: 'host',
  help: 'Processes, forks, context switches, interrupts and boot time of the host',
  enabledByDefault: true,
  needs: 'nothing',
  families: familiesOf(figures),
  collect: ({ proc, emit }) => emitFigures(figures, proc.once('stat', parseProcStat), emit),
};
