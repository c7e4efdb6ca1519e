import { type Check, measuredAs, theHost } from '../check.js';
import { cpuUsage } from '../container/container-cpu.js';
import { diskTraffic } from '../container/container-io.js';
import type { Evidence, Severity } from '../finding.js';
import type { Sight, Subject } from '../sight.js';
import { thresholds } from '../thresholds.js';
import { bytes, cores, percent } from '../words.js';

/** What uses a resource: the sum of all containers out of the host's usage, and the containers that use most. */
export function takersOf(
  sight: Sight,
  figure: (container: Subject) => number | undefined,
  write: (value: number) => string,
  inUse: number | undefined,
): readonly Evidence[] {
  const shares = sight.containers.map((container) => ({ label: container.name, value: figure(container) ?? 0 }));
  const sum = shares.reduce((total, { value }) => total + value, 0);
  const most = shares.sort((a, b) => b.value - a.value).slice(0, 3);
  return [
    { label: 'All containers', value: inUse === undefined ? write(sum) : `${write(sum)} of ${write(inUse)} in use` },
    ...most.filter(({ value }) => value > sum * leastShare).map(({ label, value }) => ({ label, value: write(value) })),
  ];
}

/** A container with a smaller share of all containers' usage is not a cause. */
const leastShare = 0.05;

export function memoryTakers(sight: Sight): readonly Evidence[] {
  const total = sight.value('node_memory_MemTotal_bytes');
  const available = sight.value('node_memory_MemAvailable_bytes');
  const inUse = total === undefined || available === undefined ? undefined : total - available;
  return takersOf(sight, (container) => sight.of(container, 'container_memory_unreclaimable_bytes'), bytes, inUse);
}

function cpuTakers(sight: Sight): readonly Evidence[] {
  const idle = new Set(['idle', 'iowait', 'steal']);
  const modes = sight.rises('node_cpu_seconds_total').filter(({ labels }) => !idle.has(labels.mode ?? ''));
  const busy = modes.reduce((sum, { value }) => sum + value, 0) / (sight.seconds ?? 1);
  return takersOf(sight, (container) => cpuUsage(container, sight), cores, modes.length > 0 ? busy : undefined);
}

function ioTakers(sight: Sight): readonly Evidence[] {
  return takersOf(
    sight,
    (container) => diskTraffic(container, sight),
    (rate) => `${bytes(rate)}/s`,
    undefined,
  );
}

interface Pressure {
  readonly id: string;
  readonly series: string;
  readonly collectors: readonly string[];
  readonly above: number;
  readonly severity: Severity;
  readonly title: (share: string) => string;
  readonly meaning: string;
  readonly takers: (sight: Sight) => readonly Evidence[];
  readonly command: string;
}

const pressures: readonly Pressure[] = [
  {
    id: 'HostPressureMemory',
    series: 'node_pressure_memory_waiting_seconds_total',
    collectors: ['memory', 'host-memory'],
    above: thresholds.hostMemoryWaiting,
    severity: 'warning',
    title: (share) => `Processes on this host wait for memory ${share} of the time`,
    meaning:
      'Memory is freed and read back again and again, and the OOM killer may be next. Give limits to containers without.',
    takers: memoryTakers,
    command: 'docker stats --no-stream',
  },
  {
    id: 'HostPressureIO',
    series: 'node_pressure_io_stalled_seconds_total',
    collectors: ['io'],
    above: thresholds.hostIoStalled,
    severity: 'warning',
    title: (share) => `This host stands still for I/O ${share} of the time`,
    meaning: 'Nothing that wants to run can, for waiting on the disk. Move who reads and writes most to another disk.',
    takers: ioTakers,
    command: 'iostat -x 5 2',
  },
  {
    id: 'HostPressureCPU',
    series: 'node_pressure_cpu_waiting_seconds_total',
    collectors: ['cpu', 'host-cpu'],
    above: thresholds.hostCpuWaiting,
    severity: 'info',
    title: (share) => `Processes on this host wait for a CPU ${share} of the time`,
    meaning: 'There is more work than CPUs. Bound who takes most, or move it to another host.',
    takers: cpuTakers,
    command: 'top -b -n 1 | head -15',
  },
];

export const hostPressureChecks: readonly Check[] = pressures.map((pressure) => ({
  id: pressure.id,
  page: 'host',
  collectors: ['host-pressure', ...pressure.collectors],
  isMeasured: measuredAs(pressure.series),
  find: theHost((sight) => {
    const waited = sight.rise(pressure.series);
    if (waited === undefined || !sight.seconds) return undefined;
    const share = waited / sight.seconds;
    if (share <= pressure.above) return undefined;
    return {
      severity: pressure.severity,
      title: pressure.title(percent(share)),
      meaning: pressure.meaning,
      evidence: [{ label: 'Time lost waiting', value: percent(share) }, ...pressure.takers(sight)],
      command: pressure.command,
    };
  }),
}));
