import { counter } from '../../exposition/family.js';
import type { Pressure } from '../../kernel/cgroup/cgroup-reader.js';
import { parsePressure } from '../../kernel/proc/psi.js';
import type { Collector } from '../collector.js';
import { emitFigures, type Figures, familiesOf } from '../figures.js';

/** `full` is not defined for all CPUs together; newer kernels print zeros for it. */
const cpuFigures: Figures<Pressure> = [
  [
    counter('node_pressure_cpu_waiting_seconds_total', 'Total time in seconds that processes have waited for CPU time'),
    ({ some }) => some,
  ],
];
const memoryFigures: Figures<Pressure> = [
  [
    counter(
      'node_pressure_memory_waiting_seconds_total',
      'Total time in seconds that processes have waited for memory',
    ),
    ({ some }) => some,
  ],
  [
    counter(
      'node_pressure_memory_stalled_seconds_total',
      'Total time in seconds no process could make progress due to memory congestion',
    ),
    ({ full }) => full,
  ],
];
const ioFigures: Figures<Pressure> = [
  [
    counter(
      'node_pressure_io_waiting_seconds_total',
      'Total time in seconds that processes have waited due to IO congestion',
    ),
    ({ some }) => some,
  ],
  [
    counter(
      'node_pressure_io_stalled_seconds_total',
      'Total time in seconds no process could make progress due to IO congestion',
    ),
    ({ full }) => full,
  ],
];

export const hostPressure: Collector = {
  name: 'host-pressure',
  group: 'host',
  help: "The host's pressure stall information (Linux 4.20 and later, not turned off)",
  enabledByDefault: true,
  needs: 'nothing',
  families: familiesOf(cpuFigures, memoryFigures, ioFigures),
  collect({ proc, emit }) {
    emitFigures(cpuFigures, proc.read('pressure/cpu', parsePressure), emit);
    emitFigures(memoryFigures, proc.read('pressure/memory', parsePressure), emit);
    emitFigures(ioFigures, proc.read('pressure/io', parsePressure), emit);
  },
};
