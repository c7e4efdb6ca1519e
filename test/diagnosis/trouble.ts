import type { Finding } from '../../src/diagnosis/finding.js';
import { type MadeHost, madeAt, of, rate } from './made-host.js';

/** A host for each finding, and what is to be said of it. Each of them may be laid over the others: names differ. */
export interface Trouble {
  readonly id: string;
  readonly host: MadeHost;
  readonly expected: Pick<Finding, 'severity' | 'title'> & Partial<Pick<Finding, 'command' | 'evidence'>>;
}

const mebibyte = 2 ** 20;
const gibibyte = 2 ** 30;

/** What every container shows that Docker has made. */
function container(name: string, { started = 9000, state = 'running', policy = 'no' } = {}): MadeHost {
  const series = of(name);
  return {
    [series('container_info', `runtime="docker",restart_policy="${policy}"`)]: 1,
    [series('container_state', `state="${state}"`)]: 1,
    ...(state === 'running' ? { [series('container_last_seen')]: madeAt } : {}),
    [series('container_start_time_seconds')]: madeAt - started,
    [series('container_creation_time_seconds')]: madeAt - 20 * 86_400,
  };
}

function trouble(
  id: string,
  severity: Finding['severity'],
  title: string,
  command: string | undefined,
  host: MadeHost,
): Trouble {
  return { id, host, expected: { severity, title, ...(command === undefined ? {} : { command }) } };
}

const media = of('media');
const memory = (name: string, held: number, limit: number, perSecond = 0): MadeHost => ({
  ...container(name),
  [of(name)('container_memory_unreclaimable_bytes')]: { now: held * mebibyte, perSecond: perSecond * mebibyte },
  [of(name)('container_memory_effective_limit_bytes')]: limit * mebibyte,
  [of(name)('container_spec_memory_limit_bytes')]: limit * mebibyte,
});

const ended = (name: string, code: number, secondsAgo: number, policy = 'no', noted = 0): MadeHost => ({
  ...container(name, { state: 'exited', policy }),
  [of(name)('container_exit_code')]: code,
  [of(name)('container_oom_killed')]: noted,
  [of(name)('container_finished_timestamp_seconds')]: madeAt - secondsAgo,
});

export const troubles: readonly Trouble[] = [
  trouble(
    'ContainerCPUThrottlingHigh',
    'warning',
    'web is throttled 43 % of the time it wants to run',
    'docker update --cpus 1 web',
    {
      ...container('web'),
      machine_cpu_cores: 4,
      [of('web')('container_cpu_cfs_periods_total')]: rate(10),
      [of('web')('container_cpu_cfs_throttled_periods_total')]: rate(4.3),
      [of('web')('container_spec_cpu_period')]: 100_000,
      [of('web')('container_spec_cpu_quota')]: 50_000,
      [of('web')('container_cpu_usage_seconds_total', 'cpu="total"')]: rate(0.49),
    },
  ),
  trouble(
    'ContainerCPUNearLimit',
    'info',
    'encoder uses 95 % of the CPU it may use',
    'docker update --cpus 4 encoder',
    {
      ...container('encoder'),
      [of('encoder')('container_cpu_usage_seconds_total', 'cpu="total"')]: rate(1.9),
      [of('encoder')('container_cpu_effective_limit_cores')]: 2,
      [of('encoder')('container_spec_cpu_period')]: 100_000,
      [of('encoder')('container_spec_cpu_quota')]: 200_000,
    },
  ),
  trouble(
    'ContainerCPUPressure',
    'info',
    'report waits for a CPU 62 % of the time',
    'docker update --cpu-shares 2048 report',
    { ...container('report'), [of('report')('container_pressure_cpu_waiting_seconds_total')]: rate(0.62) },
  ),
  trouble(
    'ContainerOOMRisk',
    'critical',
    'cache holds 90 % of its memory limit and grows: 51 s left at this rate',
    'docker update --memory 1g --memory-swap 1g cache',
    memory('cache', 460.8, 512, 1),
  ),
  trouble(
    'ContainerOOMRisk',
    'warning',
    'queue holds 85 % of its memory limit and grows: 12 min left at this rate',
    'docker update --memory 2000m --memory-swap 2000m queue',
    memory('queue', 850, 1000, 0.21),
  ),
  trouble(
    'ContainerMemoryNearLimit',
    'warning',
    'db holds 96 % of its memory limit',
    'docker update --memory 200m --memory-swap 200m db',
    memory('db', 96, 100),
  ),
  trouble(
    'ContainerMemoryPressure',
    'warning',
    'search waits for memory 30 % of the time',
    'docker update --memory 400m --memory-swap 400m search',
    { ...memory('search', 50, 200), [of('search')('container_pressure_memory_waiting_seconds_total')]: rate(0.3) },
  ),
  trouble(
    'ContainerWithoutMemoryLimit',
    'warning',
    "batch takes 3 GiB of the host's memory, has no limit, and 5 % is left",
    'docker update --memory 3840m --memory-swap 3840m batch',
    {
      ...container('batch'),
      [of('batch')('container_memory_unreclaimable_bytes')]: 3 * gibibyte,
      [of('batch')('container_memory_effective_limit_bytes')]: 8 * gibibyte,
      [of('batch')('container_spec_memory_limit_bytes')]: 0,
      machine_memory_bytes: 8 * gibibyte,
      node_memory_MemTotal_bytes: 8 * gibibyte,
      node_memory_MemAvailable_bytes: 0.4 * gibibyte,
    },
  ),
  trouble(
    'ContainerProcessOOMKilled',
    'critical',
    '1 process in forwarder was OOM-killed, and the container runs on',
    'docker top forwarder',
    { ...container('forwarder', { started: 600 }), [of('forwarder')('container_memory_events_oom_kill_total')]: 1 },
  ),
  trouble(
    'ContainerProcessOOMKilled',
    'warning',
    '3 processes in workers were OOM-killed, and the container runs on',
    'docker top workers',
    { ...container('workers'), [of('workers')('container_memory_events_oom_kill_total')]: 3 },
  ),
  trouble(
    'ContainerOOMKilled',
    'warning',
    'importer was OOM-killed 2 min ago and is down',
    "docker inspect --format '{{.HostConfig.Memory}}' importer",
    ended('importer', 137, 120, 'no', 1),
  ),
  trouble(
    'ContainerRestarting',
    'warning',
    'mailer keeps restarting: 7 restarts so far',
    'docker logs --tail 50 mailer',
    {
      ...container('mailer', { state: 'restarting', policy: 'always' }),
      [of('mailer')('container_restarts_total')]: 7,
      [of('mailer')('container_exit_code')]: 1,
    },
  ),
  trouble(
    'ContainerRestarting',
    'info',
    'crawler keeps restarting: 4 restarts so far',
    'docker logs --tail 50 crawler',
    { ...container('crawler', { started: 300 }), [of('crawler')('container_restarts_total')]: 4 },
  ),
  trouble(
    'ContainerCrashed',
    'warning',
    'parser ended 2 h ago with exit code 139: segmentation fault (SIGSEGV), a bug in the program',
    'docker logs --tail 50 parser',
    ended('parser', 139, 7200),
  ),
  trouble(
    'ContainerCrashed',
    'warning',
    'tool ended 60 s ago with exit code 127: its command was not found in the image',
    'docker logs --tail 50 tool',
    ended('tool', 127, 60, 'always'),
  ),
  trouble(
    'ContainerCrashed',
    'warning',
    'etl ended 3 h ago with exit code 137: OOM-killed',
    'docker logs --tail 50 etl',
    ended('etl', 137, 10_800, 'no', 1),
  ),
  trouble(
    'ContainerCrashed',
    'info',
    'old ended 14 days ago with exit code 1: its main process reported a failure',
    'docker logs --tail 50 old',
    ended('old', 1, 14 * 86_400),
  ),
  trouble(
    'ContainerCrashed',
    'info',
    'stopped ended 60 s ago with exit code 143: ended by SIGTERM, as docker stop sends it',
    'docker logs --tail 50 stopped',
    ended('stopped', 143, 60),
  ),
  trouble(
    'ContainerUnhealthy',
    'warning',
    'api is unhealthy: its check failed 12 times in a row',
    "docker inspect --format '{{json .State.Health}}' api",
    {
      ...container('api'),
      [of('api')('container_health_status', 'status="unhealthy"')]: 1,
      [of('api')('container_health_failing_streak')]: 12,
    },
  ),
  trouble(
    'ContainerPidsLimitHit',
    'critical',
    'spawner cannot start processes: its pids limit refused 10 forks',
    'docker update --pids-limit 200 spawner',
    {
      ...container('spawner'),
      [of('spawner')('container_pids_limit_hits_total')]: rate(2),
      [of('spawner')('container_threads')]: 100,
      [of('spawner')('container_threads_max')]: 100,
    },
  ),
  trouble(
    'ContainerPidsLimitHit',
    'info',
    'shell could not start a process 4 times in the last 3 h: pids limit',
    'docker update --pids-limit 200 shell',
    {
      ...container('shell'),
      [of('shell')('container_pids_limit_hits_total')]: 4,
      [of('shell')('container_threads')]: 10,
      [of('shell')('container_threads_max')]: 100,
    },
  ),
  trouble(
    'ContainerPidsNearLimit',
    'warning',
    'pool has 95 % of the processes and threads it may have',
    'docker update --pids-limit 200 pool',
    { ...container('pool'), [of('pool')('container_threads')]: 95, [of('pool')('container_threads_max')]: 100 },
  ),
  trouble('ContainerZombies', 'warning', 'runner has 40 zombies', 'docker top runner -eo pid,ppid,stat,comm', {
    ...container('runner'),
    [of('runner')('container_tasks_state', 'state="zombie"')]: 40,
  }),
  trouble(
    'ContainerFileDescriptorsNearLimit',
    'warning',
    'proxy has 90 % of the files open that its processes may have',
    'docker top proxy',
    {
      ...container('proxy'),
      [of('proxy')('container_file_descriptors')]: 1800,
      [of('proxy')('container_processes')]: 2,
      [of('proxy')('container_ulimits_soft', 'ulimit="max_open_files"')]: 1000,
    },
  ),
  trouble(
    'ContainerIOPressure',
    'warning',
    'backup stands still for I/O 40 % of the time',
    'docker stats --no-stream',
    {
      ...container('backup'),
      [of('backup')('container_pressure_io_stalled_seconds_total')]: rate(0.4),
      [of('backup')('container_fs_reads_bytes_total', 'device="/dev/sda"')]: rate(30 * mebibyte),
    },
  ),
  trouble(
    'ContainerNetworkErrors',
    'warning',
    '5 % of the packets of vpn have errors',
    "nsenter -t $(docker inspect --format '{{.State.Pid}}' vpn) -n ip -s -s link",
    {
      ...container('vpn'),
      [of('vpn')('container_network_receive_packets_total', 'interface="eth0"')]: rate(95),
      [of('vpn')('container_network_receive_errors_total', 'interface="eth0"')]: rate(5),
    },
  ),
  trouble(
    'ContainerReceiveDrops',
    'warning',
    '20 % of the packets to syslog are dropped',
    "nsenter -t $(docker inspect --format '{{.State.Pid}}' syslog) -n ip -s -s link",
    {
      ...container('syslog'),
      [of('syslog')('container_network_receive_packets_total', 'interface="eth0"')]: rate(80),
      [of('syslog')('container_network_receive_packets_dropped_total', 'interface="eth0"')]: rate(20),
    },
  ),
  trouble(
    'ContainerLogGrowing',
    'warning',
    'The log of chatty is 200 MiB and grows by 100 KiB/s',
    'docker logs --tail 50 chatty',
    {
      ...container('chatty'),
      [of('chatty')('container_log_bytes')]: { now: 200 * mebibyte, perSecond: 100 * 1024 },
    },
  ),
  trouble(
    'ContainerLogLarge',
    'warning',
    'The log of gateway takes 6.5 GiB of the disk',
    "docker inspect --format '{{json .HostConfig.LogConfig}}' gateway",
    { ...container('gateway'), [of('gateway')('container_log_bytes')]: 6.5 * gibibyte },
  ),
  trouble(
    'ContainerLogLarge',
    'warning',
    'The log of endless takes 2 GiB of the disk and is never rotated',
    "docker inspect --format '{{json .HostConfig.LogConfig}}' endless",
    {
      ...container('endless'),
      [of('endless')('container_log_bytes')]: 2 * gibibyte,
      [of('endless')('container_log_limit_bytes')]: Infinity,
    },
  ),
  trouble(
    'ContainerLogLarge',
    'info',
    'The log of archive takes 2 GiB of the disk',
    "docker inspect --format '{{json .HostConfig.LogConfig}}' archive",
    {
      ...container('archive'),
      [of('archive')('container_log_bytes')]: 2 * gibibyte,
      [of('archive')('container_log_limit_bytes')]: 3 * gibibyte,
    },
  ),
  trouble(
    'ContainerNotStarted',
    'warning',
    'migrate was created 20 min ago and never started',
    "docker inspect --format '{{.State.ExitCode}} {{.State.Error}}' migrate",
    {
      ...container('migrate'),
      [of('migrate')('container_state', 'state="created"')]: 1,
      [of('migrate')('container_creation_time_seconds')]: madeAt - 1200,
    },
  ),
  trouble(
    'DockerFilesystemAlmostFull',
    'critical',
    "Only 3 GiB (3 %) free on /var, which holds Docker's data",
    'docker builder prune',
    {
      ...container('media'),
      'docker_root_filesystem_available_bytes{device="/dev/sda2",fstype="ext4",mountpoint="/var",holds="docker"}':
        3 * gibibyte,
      'docker_root_filesystem_size_bytes{device="/dev/sda2",fstype="ext4",mountpoint="/var",holds="docker"}':
        100 * gibibyte,
      'docker_df_reclaimable_bytes{type="build_cache"}': 20 * gibibyte,
      'docker_df_reclaimable_bytes{type="images"}': 5 * gibibyte,
      'docker_df_size_bytes{type="build_cache"}': 20 * gibibyte,
      'docker_image_unique_size_bytes{image="shop/web:2",id="sha256:1"}': 4 * gibibyte,
      'docker_image_unique_size_bytes{image="other"}': 9 * gibibyte,
      'docker_volume_size_bytes{volume="pgdata",driver="local"}': 30 * gibibyte,
      [media('container_fs_writable_layer_bytes')]: 2 * gibibyte,
      [media('container_log_bytes')]: 1000 * mebibyte,
    },
  ),
  trouble(
    'DockerInodesLow',
    'warning',
    "Only 8 % of inodes free on /srv/my data, which holds Docker's data",
    "du --inodes -x -d 3 '/srv/my data' | sort -n | tail",
    {
      'docker_root_filesystem_files_free{device="/dev/sdb",fstype="ext4",mountpoint="/srv/my data",holds="docker"}': 80,
      'docker_root_filesystem_files{device="/dev/sdb",fstype="ext4",mountpoint="/srv/my data",holds="docker"}': 1000,
    },
  ),
  trouble('DockerReclaimableHigh', 'info', '30 GiB of images are used by no container', 'docker image prune -a', {
    'docker_root_filesystem_size_bytes{device="/dev/sdc",fstype="xfs",mountpoint="/",holds="docker"}': 200 * gibibyte,
    'docker_df_reclaimable_bytes{type="images"}': 30 * gibibyte,
  }),
  trouble(
    'HostOOMKill',
    'critical',
    '1 process on this host was OOM-killed just now',
    "dmesg -T | grep -i 'killed process' | tail -5",
    { node_vmstat_oom_kill: { now: 8, perSecond: 0.2 } },
  ),
  trouble('HostMemoryLow', 'critical', "Only 2 % of this host's memory is available", 'docker stats --no-stream', {
    ...container('batch'),
    [of('batch')('container_memory_unreclaimable_bytes')]: 0.5 * gibibyte,
    [of('batch')('container_spec_memory_limit_bytes')]: 0,
    node_memory_MemTotal_bytes: 8 * gibibyte,
    node_memory_MemAvailable_bytes: 0.16 * gibibyte,
  }),
  trouble('HostEphemeralPortsNearLimit', 'warning', '91 % of the ephemeral tcp ports are in use', 'ss -tan', {
    'node_ephemeral_ports_in_use_ratio{protocol="tcp"}': 0.91,
    'node_ephemeral_ports_in_use{protocol="tcp"}': 25_691,
    node_ephemeral_ports: 28_232,
  }),
  trouble(
    'HostConntrackNearLimit',
    'warning',
    'The connection tracking table is 95 % full',
    'sysctl -w net.netfilter.nf_conntrack_max=524288',
    { node_nf_conntrack_entries: 249_036, node_nf_conntrack_entries_limit: 262_144 },
  ),
  trouble(
    'HostFileHandlesNearLimit',
    'warning',
    '85 % of the files that this host may have open are open',
    'sysctl -w fs.file-max=200000',
    { node_filefd_allocated: 85_000, node_filefd_maximum: 100_000 },
  ),
  trouble('HostEntropyLow', 'info', 'This host has 42 bits of entropy', 'cat /proc/sys/kernel/random/entropy_avail', {
    node_entropy_available_bits: 42,
  }),
  trouble('HostReceiveDrops', 'warning', '10 % of the packets that reach eth0 are dropped', 'ip -s -s link show eth0', {
    'node_network_receive_packets_total{device="eth0"}': rate(900),
    'node_network_receive_drop_total{device="eth0"}': rate(100),
    'node_network_receive_packets_total{device="lo"}': rate(1),
    'node_network_receive_drop_total{device="lo"}': rate(100),
  }),
  trouble(
    'HostPressureMemory',
    'warning',
    'Processes on this host wait for memory 25 % of the time',
    'docker stats --no-stream',
    { node_pressure_memory_waiting_seconds_total: rate(0.25) },
  ),
  trouble('HostPressureIO', 'warning', 'This host stands still for I/O 50 % of the time', 'iostat -x 5 2', {
    node_pressure_io_stalled_seconds_total: rate(0.5),
  }),
  trouble(
    'HostPressureCPU',
    'info',
    'Processes on this host wait for a CPU 90 % of the time',
    'top -b -n 1 | head -15',
    { node_pressure_cpu_waiting_seconds_total: rate(0.9) },
  ),
];
