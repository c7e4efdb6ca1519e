import { counter } from '../../../exposition/family.js';
import { label } from '../../../exposition/labels.js';
import { parseSchedstat, type SchedstatCpu } from '../../../kernel/proc/cpu/schedstat.js';
import type { Collector } from '../../collector.js';
import { emitFigures, type Figures, familiesOf } from '../../figures.js';

const ofCpu = (name: string, help: string) => counter(`node_schedstat_${name}`, help, ['cpu']);

const figures: Figures<SchedstatCpu> = [
  [ofCpu('running_seconds_total', 'Number of seconds CPU spent running a process.'), ({ running }) => running],
  [ofCpu('waiting_seconds_total', 'Number of seconds that processes waited for this CPU.'), ({ waiting }) => waiting],
  [ofCpu('timeslices_total', 'Number of timeslices executed by CPU.'), ({ timeslices }) => timeslices],
];

export const hostSchedstat: Collector = {
  name: 'host-schedstat',
  group: 'host',
  help: 'How long tasks ran on each CPU, and waited for it',
  enabledByDefault: true,
  needs: 'nothing',
  families: familiesOf(figures),
  collect({ proc, emit }) {
    for (const cpu of proc.read('schedstat', parseSchedstat) ?? [])
      emitFigures(figures, cpu, emit, label('cpu', cpu.cpu));
  },
};
