import type { KnownSeries } from '../poll/known-series.js';
import type { Wanted } from './look-up.js';
import { samplesOf, total, totalRate } from './look-up.js';

/** The host's figures and their totals. Bytes, cores, shares (0 to 1), per second; undefined if unknown. */
export interface HostStrip {
  readonly name: string | undefined;
  readonly cpu: number | undefined;
  readonly cpus: number | undefined;
  readonly load: number | undefined;
  readonly memory: number | undefined;
  readonly memoryTotal: number | undefined;
  readonly swap: number | undefined;
  readonly swapTotal: number | undefined;
  /** Shares of time in which some task waited. */
  readonly cpuPressure: number | undefined;
  readonly memoryPressure: number | undefined;
  readonly ioPressure: number | undefined;
  readonly disk: DiskSpace | undefined;
  readonly receive: number | undefined;
  readonly transmit: number | undefined;
}

export interface DiskSpace {
  readonly mountpoint: string;
  readonly size: number;
  readonly available: number;
  /** Share of the inodes. */
  readonly filesUsed: number | undefined;
}

const busy: Wanted = ({ mode }) => mode !== 'idle' && mode !== 'iowait';
/** Interfaces that lead out of the machine: traffic between containers is not the host's. */
const outward: Wanted = ({ device = '' }) =>
  !/^(?:lo|veth|docker|br-|cni|flannel|cali|lxc|tunl|virbr|dummy|ifb)/.test(device);

export function hostStrip(known: KnownSeries): HostStrip {
  const memoryTotal = total(known, 'node_memory_MemTotal_bytes') ?? total(known, 'machine_memory_bytes');
  const available = total(known, 'node_memory_MemAvailable_bytes');
  const swapTotal = total(known, 'node_memory_SwapTotal_bytes');
  const swapFree = total(known, 'node_memory_SwapFree_bytes');
  const cpus = new Set(samplesOf(known, 'node_cpu_seconds_total').map(({ labels }) => labels.cpu)).size;
  return {
    name: samplesOf(known, 'node_uname_info')[0]?.labels.nodename,
    cpu: totalRate(known, 'node_cpu_seconds_total', busy),
    cpus: cpus > 0 ? cpus : total(known, 'machine_cpu_cores'),
    load: total(known, 'node_load1'),
    memory: memoryTotal === undefined || available === undefined ? undefined : memoryTotal - available,
    memoryTotal,
    swap: swapTotal === undefined || swapFree === undefined ? undefined : swapTotal - swapFree,
    swapTotal,
    cpuPressure: totalRate(known, 'node_pressure_cpu_waiting_seconds_total'),
    memoryPressure: totalRate(known, 'node_pressure_memory_waiting_seconds_total'),
    ioPressure: totalRate(known, 'node_pressure_io_waiting_seconds_total'),
    disk: diskOfDocker(known),
    receive: totalRate(known, 'node_network_receive_bytes_total', outward),
    transmit: totalRate(known, 'node_network_transmit_bytes_total', outward),
  };
}

/** The filesystem of Docker's root directory, or the host's root if no daemon reports it. */
export function diskOfDocker(known: KnownSeries): DiskSpace | undefined {
  return (
    space(known, 'docker_root_filesystem', 'available', ({ holds = '' }) => holds.split(',').includes('docker')) ??
    space(known, 'node_filesystem', 'avail', ({ mountpoint }) => mountpoint === '/')
  );
}

function space(known: KnownSeries, family: string, free: string, wanted: Wanted): DiskSpace | undefined {
  const size = samplesOf(known, `${family}_size_bytes`).find(({ labels }) => wanted(labels));
  const available = total(known, `${family}_${free}_bytes`, wanted);
  if (size === undefined || available === undefined) return undefined;
  const files = total(known, `${family}_files`, wanted);
  const filesFree = total(known, `${family}_files_free`, wanted);
  return {
    mountpoint: size.labels.mountpoint ?? '',
    size: size.value,
    available,
    filesUsed: files === undefined || filesFree === undefined || files === 0 ? undefined : 1 - filesFree / files,
  };
}
