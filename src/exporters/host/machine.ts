import { gauge } from '../../exposition/family.js';
import { ascii } from '../../kernel/text/bytes.js';
import type { HostExporter } from '../collector.js';

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

/**
 * Distinct cores in /proc/cpuinfo, told apart by package and core; undefined where it does not tell (virtual machines and
 * architectures other than x86 often do not).
 *
 *     processor	: 0
 *     physical id	: 0
 *     core id		: 1
 */
export function parsePhysicalCores(text: Uint8Array): number | undefined {
  const cores = new Set<string>();
  for (const processor of ascii(text, 0, text.length).split(/\n\s*\n/)) {
    const physical = /^physical id\s*: (\d+)$/m.exec(processor)?.[1];
    const core = /^core id\s*: (\d+)$/m.exec(processor)?.[1];
    if (physical !== undefined && core !== undefined) cores.add(`${physical} ${core}`);
  }
  return cores.size === 0 ? undefined : cores.size;
}
