/** Families of other exporters that this one omits, or fills differently, on purpose. Docs and `compare` say why. */
export interface LeftOut {
  readonly families: RegExp;
  /** `absent`: not exposed. `differs`: exposed, with different values or series. */
  readonly kind: 'absent' | 'differs';
  /** For people: one or two sentences, with what to use instead. */
  readonly reason: string;
}

const absent = (families: RegExp, reason: string): LeftOut => ({ families, kind: 'absent', reason });
const differs = (families: RegExp, reason: string): LeftOut => ({ families, kind: 'differs', reason });

const otherSelf = 'It is about that exporter itself; container_exporter_* is about this one.';

export const cadvisorLeftOut: readonly LeftOut[] = [
  absent(
    /^container_cpu_load_(?:d_)?average_10s$/,
    'An average that cAdvisor makes over time, zero unless its load reader is on. Use container_pressure_cpu_waiting_seconds_total (v2).',
  ),
  absent(
    /^container_cpu_schedstat_/,
    'The kernel counts it by process, and a sum over those that live falls when one ends. Use container_pressure_cpu_waiting_seconds_total (v2).',
  ),
  absent(
    /^container_fs_(?:sector_(?:reads|writes)_total|io_time_weighted_seconds_total)$/,
    "No kernel tells it by container: cAdvisor shows the figures of the host's disks. Use node_disk_*.",
  ),
  absent(
    /^container_referenced_bytes$/,
    "Measuring it writes to /proc/<pid>/clear_refs, which slows the container's processes down.",
  ),
  absent(/^container_perf_/, 'It needs perf events, and so CAP_PERFMON and a C library.'),
  absent(
    /^container_(?:llc_occupancy_bytes|memory_bandwidth(?:_local)?_bytes)$/,
    'It needs resctrl groups, which somebody has to create: this exporter writes nothing.',
  ),
  absent(
    /^container_network_advance_tcp_stats_total$/,
    'Some sixty series for each network, off by default in cAdvisor too. node_netstat_* has those of the host.',
  ),
  absent(/^container_(?:application_|custom_)/, 'Metrics of applications: Prometheus asks these directly.'),
  absent(/^machine_cpu_(?:books|drawers)$/, 'Only IBM Z has them.'),
  absent(/^machine_(?:dimm|nvm)_/, 'Memory modules do not change while a machine runs; dmidecode lists them.'),
  absent(/^(?:container|machine)_scrape_error$/, 'container_exporter_collector_success says it for each collector.'),
  differs(
    /^cadvisor_version_info$/,
    "Kernel and Docker are there; versions of cAdvisor itself and of the system in its image are not, container_exporter_build_info has this exporter's.",
  ),
  differs(/^container_last_seen$/, 'It is the clock.'),
  differs(
    /^container_tasks_state$/,
    'cAdvisor shows zeros unless its load reader is on, and counts threads; here it is processes, with zombies. No file tells iowaiting, which uninterruptible includes.',
  ),
  differs(
    /^container_network_/,
    "Containers that share a network, or have the host's, are counted once. --container.network-shared=repeat is as cAdvisor.",
  ),
  differs(
    /^container_fs_(?:usage|limit|inodes)/,
    'cAdvisor shows the host\'s file systems for id="/" and nothing for layers of Docker 29; node_filesystem_* has the host\'s.',
  ),
  differs(
    /^container_(?:fs_(?:reads|writes|read|write|io)_|blkio_)/,
    "cAdvisor fills in the host's disks where the kernel tells nothing by container; here that is absent, and node_disk_* has the host's.",
  ),
  differs(
    /^container_oom_events_total$/,
    'cAdvisor reads the kernel log, misses kills in nested cgroups and forgets them when it restarts; here it is the counter of the cgroup.',
  ),
  differs(
    /^container_memory_(?:failcnt|kernel_usage)$/,
    'Always 0 in cAdvisor on cgroup v2; here it is memory.events max, and kernel of memory.stat.',
  ),
  differs(
    /^container_spec_memory_reservation_limit_bytes$/,
    'On v2 cAdvisor reads memory.min; runtimes write --memory-reservation into memory.low, which is what is shown here.',
  ),
  differs(
    /^container_spec_cpu_shares$/,
    'cAdvisor turns cpu.weight back linearly; runtimes since 2025 do not. Here it is what the API says, else the inverse of what they do.',
  ),
  differs(
    /^container_cpu_usage_seconds_total$/,
    'cAdvisor on cgroup v1 shows each CPU; here it is the total, and --container.cpu-usage=per-cpu is as cAdvisor.',
  ),
  differs(
    /^container_(?:start_time|creation_time)_seconds$/,
    'cAdvisor takes it of the age of the cgroup; here it is what the runtime says.',
  ),
  differs(
    /^container_(?:file_descriptors|sockets|processes|threads|ulimits_soft)/,
    'cAdvisor reads it every 10 to 15 seconds, and looks at the first process alone for some.',
  ),
];

export const nodeExporterLeftOut: readonly LeftOut[] = [
  absent(/^node_(?:scrape_collector_|exporter_build_info)/, otherSelf),
  absent(/^node_timex_/, 'adjtimex is a system call that Node.js does not have, and no file tells what it says.'),
  absent(/^node_textfile_/, 'About files of its text collector.'),
  differs(/^node_(?:time_seconds|boot_time_seconds)$/, 'It is the clock.'),
  differs(
    /^node_filesystem_/,
    "It is asked about at another moment, and by an exporter that may see other mounts. Without the host's root directory mounted rslave, later mounts are missing.",
  ),
];
