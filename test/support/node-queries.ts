/**
 * What dashboards and alerts that people have ask of a node_exporter, as facts: the metric, labels that a query selects or
 * groups by, and what is done with it. Of Node Exporter Full (rfmoz/grafana-dashboards, grafana.com 1860) and the rules for
 * node_exporter of awesome-prometheus-alerts; written down by metric, as both ask many of them alike.
 */
export interface NodeQuery {
  readonly metric: string;
  /** Selectors, without braces. */
  readonly where: string;
  readonly by: readonly string[];
  readonly as: 'value' | 'rate';
}

const query = (as: NodeQuery['as'], metric: string, by: string, where = ''): NodeQuery => ({
  ...{ as, metric, where },
  by: by.split(' ').filter((name) => name !== ''),
});
const values = (by: string, ...metrics: string[]) => metrics.map((metric) => query('value', metric, by));
const rates = (by: string, ...metrics: string[]) => metrics.map((metric) => query('rate', metric, by));
const withPrefix = (prefix: string, names: string, suffix = '') =>
  names.split(' ').map((name) => `${prefix}${name}${suffix}`);

const memoryBytes = withPrefix(
  'node_memory_',
  'MemTotal MemFree MemAvailable Buffers Cached SReclaimable SwapTotal SwapFree SwapCached Slab PageTables Active Inactive ' +
    'Committed_AS CommitLimit Inactive_file Inactive_anon Active_file Active_anon Writeback WritebackTmp Dirty Mapped Shmem ' +
    'ShmemHugePages ShmemPmdMapped SUnreclaim VmallocChunk VmallocTotal VmallocUsed Bounce AnonHugePages AnonPages ' +
    'KernelStack Percpu DirectMap1G DirectMap2M DirectMap4k Unevictable Mlocked NFS_Unstable HardwareCorrupted Hugepagesize',
  '_bytes',
);

export const nodeQueries: readonly NodeQuery[] = [
  ...['user', 'system', 'idle', 'iowait', 'nice', 'irq', 'softirq', 'steal'].map((mode) =>
    query('rate', 'node_cpu_seconds_total', 'instance mode cpu', `mode="${mode}"`),
  ),
  query('rate', 'node_cpu_seconds_total', 'instance', 'mode!="idle"'),
  ...['user', 'nice'].map((mode) => query('rate', 'node_cpu_guest_seconds_total', 'cpu mode', `mode="${mode}"`)),
  ...rates(
    '',
    ...withPrefix(
      'node_pressure_',
      'cpu_waiting memory_waiting memory_stalled io_waiting io_stalled',
      '_seconds_total',
    ),
  ),
  ...rates('', 'node_pressure_irq_stalled_seconds_total'),
  ...values('', 'node_load1', 'node_load5', 'node_load15', 'node_procs_running', 'node_procs_blocked'),
  ...values(
    '',
    'node_time_seconds',
    'node_boot_time_seconds',
    'node_entropy_available_bits',
    'node_entropy_pool_size_bits',
  ),
  ...values('', ...memoryBytes, ...withPrefix('node_memory_HugePages_', 'Free Rsvd Surp Total')),
  ...rates('', ...withPrefix('node_vmstat_', 'pgpgin pgpgout pswpin pswpout pgfault pgmajfault oom_kill')),
  ...rates('', 'node_context_switches_total', 'node_intr_total', 'node_forks_total'),
  ...values('', 'node_filefd_allocated', 'node_filefd_maximum'),
  ...values(
    'device mountpoint fstype',
    ...withPrefix('node_filesystem_', 'avail_bytes free_bytes size_bytes files files_free'),
  ),
  ...values('device mountpoint fstype', 'node_filesystem_readonly', 'node_filesystem_device_error'),
  query('value', 'node_filesystem_size_bytes', '', 'mountpoint="/",fstype!="rootfs"'),
  query('value', 'node_filesystem_avail_bytes', '', 'fstype!~"tmpfs"'),
  query('value', 'node_filesystem_files_free', '', 'fstype!="msdosfs"'),
  ...rates(
    'device',
    ...withPrefix(
      'node_disk_',
      'reads_completed writes_completed read_bytes written_bytes read_time_seconds write_time_seconds io_time_seconds ' +
        'io_time_weighted_seconds reads_merged writes_merged discards_completed discards_merged discard_time_seconds',
      '_total',
    ),
  ),
  ...values('device', 'node_disk_io_now'),
  ...rates(
    'device',
    ...withPrefix('node_network_receive_', 'bytes packets errs drop fifo frame compressed multicast', '_total'),
    ...withPrefix('node_network_transmit_', 'bytes packets errs drop fifo colls carrier compressed', '_total'),
  ),
  ...values('device', ...withPrefix('node_network_', 'speed_bytes mtu_bytes transmit_queue_length up carrier')),
  query('value', 'node_network_up', '', 'operstate=""'),
  query('value', 'node_network_info', 'device operstate', 'operstate="up"'),
  query('rate', 'node_network_carrier_changes_total', 'device'),
  ...values('device', 'node_arp_entries'),
  ...values('', 'node_nf_conntrack_entries', 'node_nf_conntrack_entries_limit'),
  ...rates('cpu', ...withPrefix('node_softnet_', 'processed dropped times_squeezed', '_total')),
  ...values(
    '',
    ...withPrefix('node_sockstat_', 'sockets_used TCP_alloc TCP_inuse TCP_mem TCP_orphan TCP_tw TCP_mem_bytes'),
  ),
  ...values(
    '',
    ...withPrefix('node_sockstat_', 'UDP_inuse UDP_mem UDP_mem_bytes UDPLITE_inuse RAW_inuse FRAG_inuse FRAG_memory'),
  ),
  ...values(
    '',
    ...withPrefix('node_sockstat_', 'TCP6_inuse UDP6_inuse RAW6_inuse FRAG6_inuse FRAG6_memory UDPLITE6_inuse'),
  ),
  ...rates('', ...withPrefix('node_netstat_', 'IpExt_InOctets IpExt_OutOctets Ip6_InOctets Ip6_OutOctets')),
  ...rates(
    '',
    ...withPrefix('node_netstat_', 'Icmp_InMsgs Icmp_OutMsgs Icmp_InErrors Icmp6_InMsgs Icmp6_OutMsgs Icmp6_InErrors'),
  ),
  ...rates(
    '',
    ...withPrefix('node_netstat_Udp_', 'InDatagrams OutDatagrams InErrors NoPorts RcvbufErrors SndbufErrors'),
  ),
  ...rates(
    '',
    ...withPrefix('node_netstat_Udp6_', 'InDatagrams OutDatagrams InErrors NoPorts RcvbufErrors SndbufErrors'),
  ),
  ...rates('', 'node_netstat_UdpLite_InErrors', 'node_netstat_UdpLite6_InErrors', 'node_netstat_Ip_Forwarding'),
  ...rates(
    '',
    ...withPrefix('node_netstat_Tcp_', 'InSegs OutSegs InErrs OutRsts RetransSegs ActiveOpens PassiveOpens'),
  ),
  ...values('', 'node_netstat_Tcp_CurrEstab'),
  ...rates(
    '',
    ...withPrefix(
      'node_netstat_TcpExt_',
      'ListenOverflows ListenDrops SyncookiesSent SyncookiesRecv SyncookiesFailed TCPSynRetrans TCPTimeouts TCPOFOQueue TCPRcvQDrop',
    ),
  ),
  ...values('ip queue', 'node_udp_queues'),
  ...rates('cpu', ...withPrefix('node_schedstat_', 'running_seconds_total waiting_seconds_total timeslices_total')),
  ...values('cpu', ...withPrefix('node_cpu_scaling_frequency_', 'hertz min_hertz max_hertz')),
  ...rates('core package', 'node_cpu_core_throttles_total'),
  ...rates('package', 'node_cpu_package_throttles_total'),
  ...values(
    'chip sensor',
    ...withPrefix('node_hwmon_temp_', 'celsius crit_alarm_celsius crit_celsius crit_hyst_celsius max_celsius alarm'),
  ),
  ...values('chip chip_name', 'node_hwmon_chip_names'),
  ...values('chip sensor label', 'node_hwmon_sensor_label'),
  ...values('chip sensor', 'node_hwmon_fan_rpm', 'node_hwmon_in_volts', 'node_hwmon_power_average_watt'),
  ...values('name type', 'node_cooling_device_cur_state', 'node_cooling_device_max_state'),
  ...values('zone type', 'node_thermal_zone_temp'),
  ...values('power_supply', 'node_power_supply_online', 'node_power_supply_capacity'),
  ...rates('index path', 'node_rapl_package_joules_total'),
  ...rates('controller', 'node_edac_correctable_errors_total', 'node_edac_uncorrectable_errors_total'),
  ...['inactive', 'active'].map((state) => query('value', 'node_md_state', 'device state', `state="${state}"`)),
  query('value', 'node_md_disks', 'device state', 'state="failed"'),
  ...values('device', 'node_md_disks_required', 'node_md_blocks', 'node_md_blocks_synced'),
  ...values('master', 'node_bonding_slaves', 'node_bonding_active'),
  ...values('state', 'node_processes_state'),
  ...values(
    '',
    'node_processes_pids',
    'node_processes_threads',
    'node_processes_max_processes',
    'node_processes_max_threads',
  ),
  ...rates('type info', 'node_interrupts_total'),
  ...values('', 'node_textfile_scrape_error'),
  query('value', 'node_uname_info', 'nodename release sysname', 'nodename=~".+"'),
  ...values('id name pretty_name version_id', 'node_os_info'),
  ...values('id name', 'node_os_version'),
  ...values('device', 'node_nvme_info', 'node_disk_info'),
  ...values('device clocksource', 'node_time_clocksource_current_info', 'node_time_clocksource_available_info'),
  ...values('', 'node_selinux_enabled'),
];
