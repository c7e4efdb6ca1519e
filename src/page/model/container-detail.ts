import type { Finding } from '../../diagnosis/finding.js';
import { byteRate, coreLimit, cores, count, diskSize, duration, memorySize, percent } from '../format.js';
import type { KnownSeries } from '../poll/known-series.js';
import { rates, samplesOf } from './look-up.js';

/** What an open row shows about a container, as text. Unknown values are left out. */
export interface Detail {
  readonly id: string;
  /** Worst first. */
  readonly findings: readonly Finding[];
  readonly sections: readonly DetailSection[];
}

export interface DetailSection {
  readonly title: string;
  readonly facts: readonly Fact[];
}

export interface Fact {
  readonly label: string;
  readonly value: string;
  /** Share of the section's total: drawn as a bar. */
  readonly share?: number;
}

/** @param now Unix seconds of the exporter's host, for how long ago something was */
export function containerDetail(known: KnownSeries, findings: readonly Finding[], id: string, now: number): Detail {
  const own = figuresOf(known, id);
  const sections: readonly DetailSection[] = [
    section('Limits', limits(own)),
    section('Memory', memory(own)),
    section('Network', network(own)),
    section('Disk I/O', devices(own)),
    section('Time lost waiting', pressure(own)),
    section('On disk', onDisk(own, known, id)),
    section('Life', life(own, now)),
    section('Identity', identity(known, id)),
  ];
  const ownFindings = findings.filter(({ container }) => container?.id === id);
  return { id, findings: ownFindings, sections: sections.filter(({ facts }) => facts.length > 0) };
}

interface OwnFigures {
  (name: string): number | undefined;
  readonly rate: (name: string) => number | undefined;
  /** By label, such as an interface or device. */
  readonly ratesBy: (name: string, label: string) => ReadonlyMap<string, number>;
  readonly valuesBy: (name: string, label: string) => ReadonlyMap<string, number>;
}

function figuresOf(known: KnownSeries, id: string): OwnFigures {
  const own = (labels: Readonly<Record<string, string>>) => labels.id === id;
  const value = (name: string) => samplesOf(known, name).find(({ labels }) => own(labels))?.value;
  return Object.assign(value, {
    rate: (name: string) => rates(known, name, () => '', own).get(''),
    ratesBy: (name: string, label: string) => rates(known, name, (labels) => labels[label] ?? '', own),
    valuesBy: (name: string, label: string) =>
      new Map(
        samplesOf(known, name)
          .filter(({ labels }) => own(labels))
          .map(({ labels, value }) => [labels[label] ?? '', value]),
      ),
  });
}

function limits(own: OwnFigures): readonly (Fact | undefined)[] {
  const quota = own('container_spec_cpu_quota');
  const period = own('container_spec_cpu_period') ?? 100_000;
  return [
    fact('CPU at most', own('container_cpu_effective_limit_cores'), (value) => `${coreLimit(value)} cores`),
    fact('CPU quota', quota === undefined ? undefined : quota / period, (value) => `${coreLimit(value)} cores`),
    fact('CPU when all want it', own('container_cpu_guaranteed_cores'), (value) => `${coreLimit(value)} cores`),
    fact('CPU shares', own('container_spec_cpu_shares'), count),
    fact('Memory at most', own('container_memory_effective_limit_bytes'), memorySize),
    fact('Memory limit', own('container_spec_memory_limit_bytes'), orNone),
    fact('Memory and swap limit', own('container_spec_memory_swap_limit_bytes'), orNone),
    fact('Memory reservation', own('container_spec_memory_reservation_limit_bytes'), orNone),
    fact('Threads at most', own('container_threads_max'), count),
  ];
}

function memory(own: OwnFigures): readonly (Fact | undefined)[] {
  const usage = own('container_memory_usage_bytes');
  const part = (label: string, bytes: number | undefined) => withShare(fact(label, bytes, memorySize), bytes, usage);
  const unreclaimable = own('container_memory_unreclaimable_bytes');
  return [
    fact('In use', usage, memorySize),
    part('Cannot be freed', unreclaimable),
    part('Anonymous', own('container_memory_rss')),
    part('Page cache in recent use', own('container_memory_total_active_file_bytes')),
    part('Page cache not in recent use', own('container_memory_total_inactive_file_bytes')),
    part('Kernel', own('container_memory_kernel_usage')),
    fact('Swap', own('container_memory_swap'), memorySize),
    fact('Most ever', own('container_memory_max_usage_bytes'), memorySize),
    fact('Times at the limit', own('container_memory_failcnt'), count),
    fact('Processes killed for memory', own('container_oom_events_total'), count),
  ];
}

function network(own: OwnFigures): readonly (Fact | undefined)[] {
  const mode = [...own.valuesBy('container_network_mode_info', 'mode').keys()][0];
  const sent = own.ratesBy('container_network_transmit_bytes_total', 'interface');
  const interfaces = [...own.ratesBy('container_network_receive_bytes_total', 'interface')].map(([name, received]) => ({
    label: name,
    value: `↓ ${byteRate(received)}  ↑ ${byteRate(sent.get(name))}`,
  }));
  return [
    mode === undefined ? undefined : { label: 'Mode', value: mode },
    ...interfaces,
    lost('Dropped when received', own.rate('container_network_receive_packets_dropped_total')),
    lost('Dropped when sent', own.rate('container_network_transmit_packets_dropped_total')),
    lost('Receive errors', own.rate('container_network_receive_errors_total')),
    lost('Transmit errors', own.rate('container_network_transmit_errors_total')),
  ];
}

function devices(own: OwnFigures): readonly Fact[] {
  const written = own.ratesBy('container_fs_writes_bytes_total', 'device');
  return [...own.ratesBy('container_fs_reads_bytes_total', 'device')].map(([device, read]) => ({
    label: device,
    value: `read ${byteRate(read)}, written ${byteRate(written.get(device))}`,
  }));
}

function pressure(own: OwnFigures): readonly (Fact | undefined)[] {
  const share = (name: string) => own.rate(`container_pressure_${name}_seconds_total`);
  return [
    fact(
      'Frozen by the CPU quota',
      own.rate('container_cpu_cfs_throttled_seconds_total'),
      (value) => `${cores(value)} s/s`,
    ),
    fact('Some task waited for CPU', share('cpu_waiting'), percent),
    fact('Some task waited for memory', share('memory_waiting'), percent),
    fact('All tasks waited for memory', share('memory_stalled'), percent),
    fact('Some task waited for I/O', share('io_waiting'), percent),
    fact('All tasks waited for I/O', share('io_stalled'), percent),
  ];
}

function onDisk(own: OwnFigures, known: KnownSeries, id: string): readonly (Fact | undefined)[] {
  const sizes = new Map(
    samplesOf(known, 'docker_volume_size_bytes').map(({ labels, value }) => [labels.volume ?? '', value]),
  );
  const volumes = samplesOf(known, 'docker_volume_container_info')
    .filter(({ labels }) => labels.id === id)
    .map(({ labels }) => ({ label: `Volume ${labels.volume ?? ''}`, value: diskSize(sizes.get(labels.volume ?? '')) }));
  return [
    fact('Log', own('container_log_bytes'), diskSize),
    fact('Writable layer', own('container_fs_writable_layer_bytes'), diskSize),
    ...volumes,
  ];
}

function life(own: OwnFigures, now: number): readonly (Fact | undefined)[] {
  const ago = (time: number) => `${duration(now - time)} ago`;
  const tasks = [...own.valuesBy('container_tasks_state', 'state')].filter(([, amount]) => amount > 0);
  return [
    fact('Created', own('container_creation_time_seconds'), ago),
    fact('Started', own('container_start_time_seconds'), ago),
    fact('Exited', own('container_finished_timestamp_seconds'), ago),
    fact('Exit code', own('container_exit_code'), count),
    fact('Restarts', own('container_restarts_total'), count),
    fact('Failed health checks in a row', own('container_health_failing_streak'), count),
    fact('Processes', own('container_processes'), count),
    ...tasks.map(([state, amount]) => ({ label: `Processes ${state}`, value: count(amount) })),
  ];
}

const identityLabels: readonly (readonly [string, string])[] = [
  ['image', 'Image'],
  ['short_id', 'Container id'],
  ['id', 'Cgroup'],
  ['runtime', 'Runtime'],
  ['oci_runtime', 'OCI runtime'],
  ['restart_policy', 'Restart policy'],
  ['swarm_service', 'Swarm service'],
  ['namespace', 'Namespace'],
  ['pod', 'Pod'],
  ['container', 'Container'],
];

function identity(known: KnownSeries, id: string): readonly Fact[] {
  const info = samplesOf(known, 'container_info').find(({ labels }) => labels.id === id);
  const labels = info?.labels ?? { id };
  const named = identityLabels.map(([name, label]) => ({ label, value: labels[name] ?? '' }));
  const own = Object.entries(labels)
    .filter(([name]) => name.startsWith('container_label_'))
    .map(([name, value]) => ({ label: name.slice('container_label_'.length), value }));
  return [...named, ...own].filter(({ value }) => value !== '');
}

function section(title: string, facts: readonly (Fact | undefined)[]): DetailSection {
  return { title, facts: facts.filter((one) => one !== undefined) };
}

function fact(label: string, value: number | undefined, format: (value: number) => string): Fact | undefined {
  return value === undefined ? undefined : { label, value: format(value) };
}

function withShare(one: Fact | undefined, bytes: number | undefined, whole: number | undefined): Fact | undefined {
  return one && bytes !== undefined && whole ? { ...one, share: Math.min(1, bytes / whole) } : one;
}

function orNone(bytes: number): string {
  return bytes === 0 ? 'none' : memorySize(bytes);
}

/** Packets per second; no line for zero. */
function lost(label: string, rate: number | undefined): Fact | undefined {
  return rate ? { label, value: `${rate.toFixed(1)}/s` } : undefined;
}
