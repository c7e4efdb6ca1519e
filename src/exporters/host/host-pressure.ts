import { counter } from '../../exposition/family.js';
import { parsePressure } from '../../kernel/proc/psi.js';
import type { HostExporter } from '../collector.js';

const cpuWaiting = counter(
  'node_pressure_cpu_waiting_seconds_total',
  'Total time in seconds that processes have waited for CPU time',
);
const memoryWaiting = counter(
  'node_pressure_memory_waiting_seconds_total',
  'Total time in seconds that processes have waited for memory',
);
const memoryStalled = counter(
  'node_pressure_memory_stalled_seconds_total',
  'Total time in seconds no process could make progress due to memory congestion',
);
const ioWaiting = counter(
  'node_pressure_io_waiting_seconds_total',
  'Total time in seconds that processes have waited due to IO congestion',
);
const ioStalled = counter(
  'node_pressure_io_stalled_seconds_total',
  'Total time in seconds no process could make progress due to IO congestion',
);

export const hostPressure: HostExporter = {
  name: 'host-pressure',
  help: "The host's pressure stall information (Linux 4.20 and later, not turned off)",
  scope: 'host',
  enabledByDefault: true,
  families: [cpuWaiting, memoryWaiting, memoryStalled, ioWaiting, ioStalled],
  collect({ proc, emit }) {
    const memory = proc.read('pressure/memory', parsePressure);
    const io = proc.read('pressure/io', parsePressure);
    // Of all CPUs together `full` is not defined; newer kernels print zeros for it.
    emit(cpuWaiting, proc.read('pressure/cpu', parsePressure)?.some);
    emit(memoryWaiting, memory?.some);
    emit(memoryStalled, memory?.full);
    emit(ioWaiting, io?.some);
    emit(ioStalled, io?.full);
  },
};
