import { gauge } from '../../exposition/family.js';
import type { MachineCapacity } from '../../kernel/proc/machine-capacity.js';
import { ascii } from '../../kernel/text/bytes.js';
import type { Collector } from '../collector.js';
import { emitFigures, type Figures, familiesOf } from '../figures.js';

interface Machine extends MachineCapacity {
  readonly physicalCores: number | undefined;
}

const figures: Figures<Machine> = [
  [gauge('machine_cpu_cores', 'Number of logical CPU cores.'), ({ cores }) => cores],
  [gauge('machine_cpu_physical_cores', 'Number of physical CPU cores.'), ({ physicalCores }) => physicalCores],
  [gauge('machine_memory_bytes', 'Amount of memory installed on the machine.'), ({ memory }) => memory],
  [gauge('machine_swap_bytes', 'Amount of swap memory available on the machine.'), ({ swap }) => swap],
];

export const machine: Collector = {
  name: 'machine',
  group: 'host',
  help: 'Cores, memory and swap of the machine',
  enabledByDefault: true,
  needs: 'nothing',
  families: familiesOf(figures),
  collect: ({ machine, proc, emit }) =>
    emitFigures(figures, { ...machine, physicalCores: proc.read('cpuinfo', parsePhysicalCores) }, emit),
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
