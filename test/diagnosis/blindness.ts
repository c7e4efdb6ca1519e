import { collectorsLookedAt } from '../../src/diagnosis/diagnose.js';
import { madeAt, of } from './made-host.js';
import type { Trouble } from './trouble.js';

/** What an exporter cannot see, or a host does not measure, and what is to be said of it. */
export const blindness: readonly Trouble[] = [
  {
    id: 'DockerDown',
    host: {
      'container_exporter_discovery_success{source="docker"}': 0,
      // Known to hang, it is not waited for in the second look.
      'container_exporter_discovery_duration_seconds{source="docker"}': { now: 0.002, perSecond: -1 },
    },
    expected: {
      severity: 'critical',
      title: 'Docker gave no answer in 5 s',
      command: 'systemctl status docker; journalctl -u docker -n 50',
    },
  },
  {
    id: 'DockerDown',
    host: {
      'container_exporter_discovery_success{source="podman"}': 0,
      'container_exporter_discovery_duration_seconds{source="podman"}': 0.001,
    },
    expected: {
      severity: 'critical',
      title: 'Podman does not answer',
      command: 'systemctl status podman; journalctl -u podman -n 50',
    },
  },
  {
    id: 'ContainerExporterDiscoveryFailed',
    host: { 'container_exporter_discovery_success{source="cgroup"}': 0 },
    expected: { severity: 'unknown', title: 'Could not look for containers: the walk over cgroupfs failed' },
  },
  {
    id: 'ContainerExporterKubeletFailed',
    host: { 'container_exporter_discovery_success{source="kubelet"}': 0 },
    expected: { severity: 'unknown', title: 'The kubelet does not say which pods there are' },
  },
  {
    id: 'ContainerExporterCollectorFailed',
    host: { 'container_exporter_collector_success{collector="tasks"}': 0 },
    expected: {
      severity: 'unknown',
      title: 'The collector tasks failed, so not everything could be checked',
    },
  },
  {
    id: 'ContainerExporterCollectorOff',
    host: Object.fromEntries(
      collectorsLookedAt
        .filter((collector) => collector !== 'tasks')
        .map((collector) => [`container_exporter_collector_success{collector="${collector}"}`, 1]),
    ),
    expected: { severity: 'info', title: '1 check not made, as collectors are off' },
  },
  {
    id: 'ContainerRuntimeNotAsked',
    host: { 'container_exporter_discovery_success{source="cgroup"}': 1 },
    expected: {
      severity: 'info',
      title: 'Neither Docker nor Podman is asked, so nothing is known of stopped containers, restarts and health',
    },
  },
  {
    id: 'DockerFilesNotAccessible',
    host: { container_exporter_docker_files_accessible: 0 },
    expected: {
      severity: 'unknown',
      title: 'The size of container logs is not known: their folder cannot be read',
    },
  },
  {
    id: 'DockerDiskUsageUnknown',
    host: {
      'container_exporter_discovery_success{source="docker"}': 1,
      'container_exporter_collector_success{collector="docker-df"}': 1,
    },
    expected: {
      severity: 'unknown',
      title: 'Docker has not said yet how much disk its data takes',
      command: 'time docker system df',
    },
  },
  {
    id: 'HostPressureNotMeasured',
    host: { 'container_exporter_collector_success{collector="host-pressure"}': 1 },
    expected: {
      severity: 'info',
      title: 'This kernel does not measure who waits for CPU, memory and I/O',
      command: 'grep -o psi=. /proc/cmdline; ls /proc/pressure',
    },
  },
  {
    id: 'ContainerPressureNotMeasured',
    host: {
      'container_exporter_collector_success{collector="pressure"}': 1,
      node_pressure_cpu_waiting_seconds_total: 1,
      [of('web')('container_last_seen')]: madeAt,
    },
    expected: {
      severity: 'info',
      title: 'It is not measured which containers wait for CPU, memory and I/O',
      command: 'stat -fc %T /sys/fs/cgroup',
    },
  },
  {
    id: 'HostSwapLimitsOff',
    host: { machine_swap_bytes: 2 ** 30, [of('web')('container_spec_memory_limit_bytes')]: 2 ** 28 },
    expected: {
      severity: 'info',
      title: 'The memory limits of 1 container do not bound swap',
      command: "docker info 2>&1 | grep -i 'swap limit'",
    },
  },
  {
    id: 'HostSwapLimitsOff',
    host: { machine_swap_bytes: 2 ** 30, docker_swap_limit_supported: 0 },
    expected: {
      severity: 'info',
      title: 'Memory limits of containers would not bound swap: Docker sees no swap limits in this kernel',
      command: "docker info 2>&1 | grep -i 'swap limit'",
    },
  },
  {
    id: 'DockerLiveRestoreOff',
    host: {
      docker_live_restore_enabled: 0,
      docker_swarm_active: 0,
      'container_info{id="/docker/web-id",name="web",runtime="docker"}': 1,
      [of('web')('container_last_seen')]: madeAt,
    },
    expected: {
      severity: 'info',
      title: '1 container would stop with the Docker daemon: live-restore is off',
      command: "docker info --format '{{.LiveRestoreEnabled}}'",
    },
  },
  {
    id: 'DockerLogRotationOff',
    host: {
      'docker_logging_driver_info{driver="json-file"}': 1,
      [of('web')('container_log_limit_bytes')]: Infinity,
      [of('bounded')('container_log_limit_bytes')]: 2 ** 20,
    },
    expected: {
      severity: 'info',
      title: '1 container has a log that is never rotated',
      evidence: [
        { label: 'Without rotation', value: 'web' },
        { label: 'Driver of new containers', value: 'json-file' },
        { label: 'In daemon.json', value: '"log-opts": {"max-size": "10m", "max-file": "3"}' },
        { label: 'For docker run', value: '--log-opt max-size=10m --log-opt max-file=3' },
      ],
    },
  },
  {
    id: 'HostPortRangeNotSeen',
    host: { node_ephemeral_ports_range_assumed: 1, node_ephemeral_ports: 28_232 },
    expected: {
      severity: 'info',
      title: "The host's range of ephemeral ports is not seen, so the kernel's default is assumed",
      command: 'sysctl net.ipv4.ip_local_port_range',
    },
  },
  {
    id: 'HostFilesystemHung',
    host: {
      'node_filesystem_hung{device="/dev/sdb1",fstype="ext4",mountpoint="/srv"}': 1,
      'node_filesystem_hung{device="/dev/sda1",fstype="ext4",mountpoint="/"}': 0,
      'node_filesystem_device_error{device="/dev/sdb1",fstype="ext4",mountpoint="/srv"}': 1,
    },
    expected: {
      severity: 'unknown',
      title: '1 filesystem did not answer how full it is',
      evidence: [{ label: 'Not checked', value: '/srv' }],
    },
  },
  {
    id: 'HostFilesystemNotSeen',
    host: { 'node_filesystem_device_error{device="nas:/x",fstype="nfs4",mountpoint="/mnt/nas"}': 1 },
    expected: {
      severity: 'info',
      title: '1 filesystem of this host could not be asked for space',
      command: 'timeout 5 df -h',
    },
  },
];
