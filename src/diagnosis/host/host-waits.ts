import { type Check, theHost } from '../check.js';
import { cpuUsage } from '../container/container-cpu.js';
import { diskTraffic } from '../container/container-io.js';
import type { Evidence, Severity } from '../finding.js';
import type { Sight, Subject } from '../sight.js';
import { thresholds } from '../thresholds.js';
import { bytes, cores, percent } from '../words.js';

/** The containers that take most of something, with how much. */
export function mostOf(
  sight: Sight,
  figure: (container: Subject) => number | undefined,
  write: (value: number) => string,
): readonly Evidence[] {
  return sight.containers
    .map((container) => ({ container, value: figure(container) ?? 0 }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value)
    .slice(0, 3)
    .map(({ container, value }) => ({ label: container.name, value: write(value) }));
}

function mostMemory(sight: Sight): readonly Evidence[] {
  return mostOf(sight, (container) => sight.of(container, 'container_memory_unreclaimable_bytes'), bytes);
}

interface Pressure {
  readonly id: string;
  readonly series: string;
  readonly collectors: readonly string[];
  readonly above: number;
  readonly severity: Severity;
  readonly title: (share: string) => string;
  readonly meaning: string;
  readonly causes: (sight: Sight) => readonly Evidence[];
  readonly command: string;
}

const pressures: readonly Pressure[] = [
  {
    id: 'HostPressureMemory',
    series: 'node_pressure_memory_waiting_seconds_total',
    collectors: ['memory'],
    above: thresholds.hostMemoryWaiting,
    severity: 'warning',
    title: (share) => `Processes on this host wait for memory ${share} of the time`,
    meaning:
      'Memory is freed and read back again and again, and the OOM killer may be next. Those below take most of it.',
    causes: mostMemory,
    command: 'docker stats --no-stream',
  },
  {
    id: 'HostPressureIO',
    series: 'node_pressure_io_stalled_seconds_total',
    collectors: ['io'],
    above: thresholds.hostIoStalled,
    severity: 'warning',
    title: (share) => `This host stands still for I/O ${share} of the time`,
    meaning: 'Nothing that wants to run can, for waiting on the disk. Those below read and write most.',
    causes: (sight) =>
      mostOf(
        sight,
        (container) => diskTraffic(container, sight),
        (rate) => `${bytes(rate)}/s`,
      ),
    command: 'iostat -x 5 2',
  },
  {
    id: 'HostPressureCPU',
    series: 'node_pressure_cpu_waiting_seconds_total',
    collectors: ['cpu'],
    above: thresholds.hostCpuWaiting,
    severity: 'info',
    title: (share) => `Processes on this host wait for a CPU ${share} of the time`,
    meaning: 'There is more work than CPUs. Those below take most of it: bound them, or move one to another host.',
    causes: (sight) => mostOf(sight, (container) => cpuUsage(container, sight), cores),
    command: 'docker stats --no-stream',
  },
];

export const hostPressureChecks: readonly Check[] = pressures.map((pressure) => ({
  id: pressure.id,
  page: 'host',
  collectors: ['host-pressure', ...pressure.collectors],
  needs: pressure.series,
  find: theHost((sight) => {
    const waited = sight.rise(pressure.series);
    if (waited === undefined || !sight.seconds) return undefined;
    const share = waited / sight.seconds;
    if (share <= pressure.above) return undefined;
    return {
      severity: pressure.severity,
      title: pressure.title(percent(share)),
      meaning: pressure.meaning,
      evidence: [{ label: 'Time lost waiting', value: percent(share) }, ...pressure.causes(sight)],
      command: pressure.command,
    };
  }),
}));
