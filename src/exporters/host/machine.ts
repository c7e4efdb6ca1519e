import { gauge } from '../../exposition/family.js';
import { labels } from '../../exposition/labels.js';
import type { MachineCapacity } from '../../kernel/proc/machine-capacity.js';
import { ascii } from '../../kernel/text/bytes.js';
import type { Collector } from '../collector.js';
import { emitFigures, type Figures, familiesOf } from '../figures.js';
import { machineIds, machineLabels } from './machine-ids.js';

interface Machine extends MachineCapacity {
  readonly physicalCores: number | undefined;
  readonly sockets: number | undefined;
}

const family = (name: string, help: string) => gauge(`machine_${name}`, help, machineLabels);

const figures: Figures<Machine> = [
  [family('cpu_cores', 'Number of logical CPU cores.'), ({ cores }) => cores],
  [family('cpu_physical_cores', 'Number of physical CPU cores.'), ({ physicalCores }) => physicalCores],
  [family('cpu_sockets', 'Number of CPU sockets.'), ({ sockets }) => sockets],
  [family('memory_bytes', 'Amount of memory installed on the machine.'), ({ memory }) => memory],
  [family('swap_bytes', 'Amount of swap memory available on the machine.'), ({ swap }) => swap],
];

export const machine: Collector = {
  name: 'machine',
  group: 'host',
  help: 'Cores, memory and swap of the machine',
  enabledByDefault: true,
  needs: 'nothing',
  families: familiesOf(figures),
  collect(host) {
    const topology = host.proc.read('cpuinfo', parseCpuinfo);
    const machine = { ...host.machine, physicalCores: topology?.cores, sockets: topology?.sockets };
    emitFigures(figures, machine, host.emit, labels(machineIds(host)));
  },
};

/**
 * Distinct cores and sockets in /proc/cpuinfo, identified by package and core; undefined if it does not list them
 * (often in virtual machines and on architectures other than x86).
 *
 *     processor	: 0
 *     physical id	: 0
 *     core id		: 1
 */
export function parseCpuinfo(text: Uint8Array): { cores: number; sockets: number } | undefined {
  const cores = new Set<string>();
  const sockets = new Set<string>();
  for (const processor of ascii(text, 0, text.length).split(/\n\s*\n/)) {
    const physical = /^physical id\s*: (\d+)$/m.exec(processor)?.[1];
    const core = /^core id\s*: (\d+)$/m.exec(processor)?.[1];
    if (physical === undefined || core === undefined) continue;
    cores.add(`${physical} ${core}`);
    sockets.add(physical);
  }
  return cores.size === 0 ? undefined : { cores: cores.size, sockets: sockets.size };
}
