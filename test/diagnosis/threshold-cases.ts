import { thresholds } from '../../src/diagnosis/thresholds.js';
import { type MadeHost, of, rate } from './made-host.js';

/** promtool's clock begins at 0, and all is judged half an hour later. */
export const judgedAt = 1800;

/** Hosts on both sides of each threshold: `factor` is how far a figure is up to it, or beyond. */
type Around = (factor: number) => MadeHost;

const web = of('web');
const filesystem = (holds: string, fstype = 'ext4') =>
  `{device="/dev/sda1",fstype="${fstype}",mountpoint="/data",holds="${holds}"}`;
const seen = { [web('container_last_seen')]: judgedAt };
const started = (secondsAgo: number) => ({ [web('container_start_time_seconds')]: judgedAt - secondsAgo });
const mebibyte = 2 ** 20;

/** A rate at its very threshold is one or the other by the last bit of a float. */
export const factorsOfRates = [0, 0.5, 0.98, 1.02, 3];
export const factorsOfGauges = [...factorsOfRates, 1];

const { cpuThrottled, ...t } = thresholds;

const throttled = (periods: number, share: number, period: number): MadeHost => ({
  [web('container_cpu_cfs_periods_total')]: rate(periods),
  [web('container_cpu_cfs_throttled_periods_total')]: rate(periods * share),
  [web('container_spec_cpu_period')]: period,
  [web('container_spec_cpu_quota')]: period / 2,
});

const usage = (ofLimit: number): MadeHost => ({
  [web('container_cpu_usage_seconds_total', 'cpu="total"')]: rate(ofLimit * 2),
  [web('container_cpu_effective_limit_cores')]: 2,
});

const memory = (ofLimit: number, own: number): MadeHost => ({
  [web('container_memory_unreclaimable_bytes')]: ofLimit * 1000,
  [web('container_memory_effective_limit_bytes')]: 1000,
  [web('container_spec_memory_limit_bytes')]: own,
});

const died = (secondsAgo: number, code: number, state: string, noted = 1): MadeHost => ({
  [web('container_oom_killed')]: noted,
  [web('container_state', `state="${state}"`)]: 1,
  [web('container_exit_code')]: code,
  [web('container_finished_timestamp_seconds')]: judgedAt - secondsAgo,
});

const disk = (free: number, size: number, labels = filesystem('docker')): MadeHost => ({
  [`docker_root_filesystem_available_bytes${labels}`]: free,
  [`docker_root_filesystem_size_bytes${labels}`]: size,
});

const inodes = (free: number, labels = filesystem('docker')): MadeHost => ({
  [`docker_root_filesystem_files_free${labels}`]: free,
  [`docker_root_filesystem_files${labels}`]: 1000,
});

export const ratesAround: readonly Around[] = [
  (f) => throttled(10, cpuThrottled.ofPeriods * f, 100_000),
  (f) => throttled(1, 0.9, (cpuThrottled.ofTime * 1e6 * f) / 0.9),
  (f) => ({ ...usage(t.cpuUsedOfLimit * f), ...throttled(10, 0.1, 100_000) }),
  (f) => ({ ...usage(t.cpuUsedOfLimit * f), ...throttled(10, 0.5, 100_000) }),
  (f) => usage(t.cpuUsedOfLimit * f),
  (f) => ({ [web('container_pressure_cpu_waiting_seconds_total')]: rate(t.containerCpuWaiting * f) }),
  (f) => ({
    [web('container_pressure_cpu_waiting_seconds_total')]: rate(t.containerCpuWaiting * f),
    ...throttled(10, 0.5, 100_000),
  }),
  (f) => ({ [web('container_pressure_memory_waiting_seconds_total')]: rate(t.containerMemoryWaiting * f) }),
  (f) => ({ [web('container_pressure_io_stalled_seconds_total')]: rate(t.containerIoStalled * f) }),
  (f) => networkErrors(1000, 1000 * t.networkErrors.ofPackets * f),
  (f) => networkErrors(0.1, t.networkErrors.rate * f),
  (f) => ({ node_pressure_cpu_waiting_seconds_total: rate(t.hostCpuWaiting * f) }),
  (f) => ({ node_pressure_memory_waiting_seconds_total: rate(t.hostMemoryWaiting * f) }),
  (f) => ({ node_pressure_io_stalled_seconds_total: rate(t.hostIoStalled * f) }),
  (f) => ({ ...seen, ...started(90_000), [web('container_pids_limit_hits_total')]: rate(f / 60) }),
  (f) => ({ ...seen, ...started(90_000), [web('container_memory_events_oom_kill_total')]: rate(f / 60) }),
];

function networkErrors(packets: number, errors: number): MadeHost {
  const series = (what: string, perSecond: number) =>
    ['eth0', 'eth1'].map((device) => [
      web(`container_network_${what}_total`, `interface="${device}"`),
      rate(perSecond / 4),
    ]);
  return Object.fromEntries([
    ...series('receive_packets', packets),
    ...series('transmit_packets', packets),
    ...series('receive_errors', errors),
    ...series('transmit_errors', errors),
  ]);
}

export const gaugesAround: readonly Around[] = [
  (f) => memory(t.memoryOfLimit * f, 1000),
  (f) => memory(t.memoryOfLimit * f, 0),
  (f) => ({ ...seen, ...started(t.youngForKills * f), [web('container_memory_events_oom_kill_total')]: 2 }),
  (f) => ({ ...started(60 * f), [web('container_memory_events_oom_kill_total')]: 2 }),
  (f) => died(t.oomDeathWithin * f, 137, 'exited'),
  (f) => died(t.oomDeathWithin * f, 1, 'restarting'),
  (f) => died(60 * f, 143, 'dead'),
  (f) => died(60 * f, 0, 'exited'),
  (f) => died(60 * f, 137, 'running'),
  (f) => died(60 * f, 137, 'exited', 0),
  (f) => ({
    [web('container_health_status', 'status="unhealthy"')]: f > 1 ? 1 : 0,
    [web('container_health_failing_streak')]: 4,
  }),
  (f) => ({ [web('container_health_status', 'status="unhealthy"')]: f > 1 ? 1 : 0 }),
  (f) => ({ [web('container_threads')]: 100 * t.pidsOfLimit * f, [web('container_threads_max')]: 100 }),
  (f) => ({ ...seen, ...started(t.youngForForks * f), [web('container_pids_limit_hits_total')]: 3 }),
  (f) => ({ [web('container_tasks_state', 'state="zombie"')]: t.zombies * f }),
  (f) => ({
    [web('container_file_descriptors')]: 4000 * t.filesOfLimit * f,
    [web('container_processes')]: 4,
    [web('container_ulimits_soft', 'ulimit="max_open_files"')]: 1000,
  }),
  (f) => disk(1000 * t.diskFree.warning * f, 1000),
  (f) => disk(1000 * t.diskFree.critical * f, 1000),
  (f) => disk(1000 * t.diskFree.critical * f, 1000, filesystem('docker', 'squashfs')),
  (f) => disk(t.diskFree.enough * f, t.diskFree.enough * 15),
  (f) => disk(t.diskFree.enough * f, t.diskFree.enough * 40),
  (f) => inodes(1000 * t.inodesFree.warning * f),
  (f) => inodes(1000 * t.inodesFree.critical * f),
  (f) => ({
    ...disk(900 * mebibyte, 1000 * mebibyte, filesystem('docker,volume')),
    ...disk(90 * mebibyte, 100 * mebibyte, filesystem('volume').replace('/data', '/volume')),
    'docker_df_reclaimable_bytes{type="images"}': 1000 * mebibyte * t.reclaimableOfDisk * f,
    'docker_df_reclaimable_bytes{type="volumes"}': 1000 * mebibyte * t.reclaimableOfDisk * f * 0.9,
  }),
  // Of how large a disk is not known.
  (f) => ({ 'docker_df_reclaimable_bytes{type="images"}': 1000 * mebibyte * f }),
  (f) => ({
    ...disk(90 * mebibyte, 100 * mebibyte, filesystem('volume')),
    'docker_df_reclaimable_bytes{type="images"}': 1000 * mebibyte * f,
  }),
  (f) => ({ 'container_exporter_discovery_success{source="docker"}': f > 1 ? 0 : 1 }),
  (f) => ({ 'container_exporter_discovery_success{source="podman"}': f > 1 ? 0 : 1 }),
  (f) => ({ 'container_exporter_discovery_success{source="cgroup"}': f > 1 ? 0 : 1 }),
  (f) => ({
    'container_exporter_discovery_success{source="kubelet"}': f > 1 ? 0 : 1,
    'container_exporter_collector_success{collector="cpu"}': 0,
  }),
  (f) => ({
    'container_exporter_collector_success{collector="cpu"}': f > 1 ? 0 : 1,
    'container_exporter_collector_success{collector="io"}': 1,
  }),
  (f) => ({
    'container_exporter_collector_success{collector="cpu"}': 0,
    'container_exporter_discovery_success{source="docker"}': f > 1 ? 0 : 1,
  }),
  (f) => ({
    'node_ephemeral_ports_in_use_ratio{protocol="tcp"}': t.portsInUse * f,
    'node_ephemeral_ports_in_use_ratio{protocol="udp"}': t.portsInUse * f * 0.99,
  }),
  (f) => ({ node_nf_conntrack_entries: 1000 * t.conntrackInUse * f, node_nf_conntrack_entries_limit: 1000 }),
  (f) => ({ node_entropy_available_bits: t.entropyBits * f }),
];
