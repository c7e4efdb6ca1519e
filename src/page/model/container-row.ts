import type { Severity } from '../../diagnosis/finding.js';
import type { KnownSeries } from '../poll/known-series.js';
import { type Histories, sparkline } from './history.js';
import { byId, type Figures, ratesById, samplesOf } from './look-up.js';

/** A container in the table. Unknown figures are undefined. Bytes, cores, seconds, per second. */
export interface ContainerRow {
  /** The cgroup's path, or one built from the runtime's id: the `id` label. */
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** Of its worst finding; undefined without findings. */
  readonly severity: Severity | undefined;
  /** Compose project, or namespace and pod; empty for none. */
  readonly project: string;
  readonly pod: string;
  /** `running`, `exited` and so on; undefined if no runtime reports it. */
  readonly state: string | undefined;
  /** `healthy`, `unhealthy` or `starting`; undefined without a health check. */
  readonly health: string | undefined;
  readonly exitCode: number | undefined;
  /** Has processes, or will soon have some again. */
  readonly alive: boolean;
  readonly cpu: number | undefined;
  readonly cpuLimit: number | undefined;
  readonly cpuLine: string;
  /** Share of periods in which it was throttled; undefined without a quota. */
  readonly throttled: number | undefined;
  readonly memory: number | undefined;
  readonly unreclaimable: number | undefined;
  readonly memoryLimit: number | undefined;
  readonly memoryLine: string;
  readonly receive: number | undefined;
  readonly transmit: number | undefined;
  readonly read: number | undefined;
  readonly write: number | undefined;
  readonly pids: number | undefined;
  readonly pidsLimit: number | undefined;
  readonly restarts: number | undefined;
  /** Since its last start; undefined for a stopped container. */
  readonly uptime: number | undefined;
}

export interface RowHistories {
  readonly cpu: Histories;
  readonly memory: Histories;
}

/** CPU in use by cgroup, for its history. */
export function cpuByContainer(known: KnownSeries): Figures {
  return ratesById(known, 'container_cpu_usage_seconds_total');
}

export function memoryByContainer(known: KnownSeries): Figures {
  return byId(known, 'container_memory_usage_bytes');
}

/**
 * All known containers, in no particular order.
 *
 * @param clock Unix seconds of the exporter's host
 */
export function containerRows(
  known: KnownSeries,
  histories: RowHistories,
  worst: ReadonlyMap<string, Severity>,
  clock: number,
): readonly ContainerRow[] {
  const figure = (name: string) => byId(known, name);
  const rate = (name: string) => ratesById(known, name);
  const states = chosen(known, 'container_state', 'state');
  const healths = chosen(known, 'container_health_status', 'status');
  const exitCodes = figure('container_exit_code');
  const cpu = cpuByContainer(known);
  const cpuLimits = figure('container_cpu_effective_limit_cores');
  const periods = rate('container_cpu_cfs_periods_total');
  const throttled = rate('container_cpu_cfs_throttled_periods_total');
  const memory = memoryByContainer(known);
  const unreclaimable = figure('container_memory_unreclaimable_bytes');
  const memoryLimits = figure('container_memory_effective_limit_bytes');
  const receive = rate('container_network_receive_bytes_total');
  const transmit = rate('container_network_transmit_bytes_total');
  const read = rate('container_fs_reads_bytes_total');
  const write = rate('container_fs_writes_bytes_total');
  const pids = figure('container_threads');
  const pidsLimits = figure('container_threads_max');
  const restarts = figure('container_restarts_total');
  const started = figure('container_start_time_seconds');
  return [...identities(known)].map(([id, labels]) => {
    const state = states.get(id);
    const health = healths.get(id);
    const passed = periods.get(id);
    const since = started.get(id);
    const alive = state === undefined || state === 'running' || state === 'paused' || state === 'restarting';
    return {
      id,
      name: shortName(labels.name ?? id),
      image: labels.image ?? '',
      severity: worst.get(id),
      project: labels.compose_project ?? labels.container_label_com_docker_compose_project ?? '',
      pod: labels.pod === undefined ? '' : [labels.namespace, labels.pod].filter(Boolean).join('/'),
      state,
      health: health === 'none' ? undefined : health,
      exitCode: exitCodes.get(id),
      alive,
      cpu: cpu.get(id),
      cpuLimit: cpuLimits.get(id),
      cpuLine: sparkline(histories.cpu.get(id), 0.1),
      throttled: passed === undefined ? undefined : passed === 0 ? 0 : (throttled.get(id) ?? 0) / passed,
      memory: memory.get(id),
      unreclaimable: unreclaimable.get(id),
      memoryLimit: memoryLimits.get(id),
      memoryLine: sparkline(histories.memory.get(id), 2 ** 20),
      receive: receive.get(id),
      transmit: transmit.get(id),
      read: read.get(id),
      write: write.get(id),
      pids: pids.get(id),
      pidsLimit: pidsLimits.get(id),
      restarts: restarts.get(id),
      uptime: alive && since !== undefined ? clock - since : undefined,
    };
  });
}

type Labels = Readonly<Record<string, string>>;

/**
 * Containers have a name: their ancestors only have an id. State comes with every poll and CPU with every second one,
 * so removed containers disappear soon.
 */
function identities(known: KnownSeries): ReadonlyMap<string, Labels> {
  const found = new Map<string, Labels>();
  for (const name of ['container_cpu_usage_seconds_total', 'container_state']) {
    for (const { labels } of samplesOf(known, name)) {
      if (labels.id && labels.name && !found.has(labels.id)) found.set(labels.id, labels);
    }
  }
  if (found.size > 0) return found;
  // Neither collector is enabled.
  for (const { samples } of known.now.values()) {
    for (const { name, labels } of samples) {
      if (name.startsWith('container_') && labels.id && labels.name) found.set(labels.id, labels);
    }
  }
  return found;
}

/** For families with one series per choice: the one with value 1, by cgroup. */
function chosen(known: KnownSeries, name: string, label: string): ReadonlyMap<string, string> {
  const choices = new Map<string, string>();
  for (const { labels, value } of samplesOf(known, name)) {
    const choice = labels[label];
    if (value === 1 && labels.id && choice) choices.set(labels.id, choice);
  }
  return choices;
}

/** Without an API a container's name is its id, usually written with twelve digits. */
export function shortName(name: string): string {
  return /^[0-9a-f]{64}$/.test(name) ? name.slice(0, 12) : name;
}
