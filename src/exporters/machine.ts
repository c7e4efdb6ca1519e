import { gauge } from '../exposition/family.js';
import { parsePhysicalCores } from '../kernel/parse/cpuinfo.js';
import type { HostExporter } from './exporter.js';

const cpuCores = gauge('machine_cpu_cores', 'Number of logical CPU cores.');
const physicalCores = gauge('machine_cpu_physical_cores', 'Number of physical CPU cores.');
const memory = gauge('machine_memory_bytes', 'Amount of memory installed on the machine.');
const swap = gauge('machine_swap_bytes', 'Amount of swap memory available on the machine.');

export const machineExporter: HostExporter = {
  name: 'machine',
  help: 'Cores, memory and swap of the machine',
  scope: 'host',
  enabledByDefault: true,
  families: [cpuCores, physicalCores, memory, swap],
  collect({ machine, proc, emit }) {
    emit(cpuCores, machine.cores);
    emit(physicalCores, proc.read('cpuinfo', parsePhysicalCores));
    emit(memory, machine.memory);
    emit(swap, machine.swap);
  },
};
