import { type Check, theHost } from '../check.js';
import type { Sight } from '../sight.js';
import { bytes, counted } from '../words.js';

/** What this host does not measure or limit, and the line that changes it. */

export function isOn(sight: Sight, collector: string): boolean {
  return sight.value('container_exporter_collector_success', { collector }) === 1;
}

function isMeasured(sight: Sight, series: string): boolean {
  return sight.samples(series).length > 0;
}

const hostPressure: Check = {
  id: 'HostPressureNotMeasured',
  page: 'host',
  collectors: ['host-pressure'],
  find: theHost((sight) => {
    if (!isOn(sight, 'host-pressure') || isMeasured(sight, 'node_pressure_cpu_waiting_seconds_total')) return undefined;
    return {
      severity: 'info',
      title: 'This kernel does not measure who waits for CPU, memory and I/O',
      meaning:
        'Pressure stall information (PSI) needs Linux 4.20, and some distributions turn it off. Boot with psi=1.',
      evidence: [{ label: 'Not checked', value: 'pressure of the host and of containers' }],
      command: 'grep -o psi=. /proc/cmdline; ls /proc/pressure',
    };
  }),
};

const containerPressure: Check = {
  id: 'ContainerPressureNotMeasured',
  page: 'containers',
  collectors: ['pressure'],
  find: theHost((sight) => {
    const hostIsMeasured = isMeasured(sight, 'node_pressure_cpu_waiting_seconds_total');
    const runs = sight.containers.some((container) => sight.of(container, 'container_last_seen') !== undefined);
    if (!isOn(sight, 'pressure') || !hostIsMeasured || !runs) return undefined;
    if (isMeasured(sight, 'container_pressure_cpu_waiting_seconds_total')) return undefined;
    return {
      severity: 'info',
      title: 'It is not measured which containers wait for CPU, memory and I/O',
      meaning: 'The kernel measures it in cgroup v2 alone. Boot with systemd.unified_cgroup_hierarchy=1.',
      evidence: [{ label: 'Not checked', value: 'pressure of containers' }],
      command: 'stat -fc %T /sys/fs/cgroup',
    };
  }),
};

const swapMeaning =
  'A container at its limit goes on into the swap of the host and slows down all others. Boot with swapaccount=1.';
const swapCommand = "docker info 2>&1 | grep -i 'swap limit'";

const swapLimits: Check = {
  id: 'HostSwapLimitsOff',
  page: 'host',
  collectors: ['memory', 'machine'],
  find: theHost((sight) => {
    if (!sight.value('machine_swap_bytes')) return undefined;
    const unbounded = sight.containers.filter(
      (container) =>
        (sight.of(container, 'container_spec_memory_limit_bytes') ?? 0) > 0 &&
        sight.of(container, 'container_spec_memory_swap_limit_bytes') === undefined,
    );
    if (unbounded.length === 0) {
      if (sight.value('docker_swap_limit_supported') !== 0) return undefined;
      return {
        severity: 'info',
        title: 'Memory limits of containers would not bound swap: Docker sees no swap limits in this kernel',
        meaning: swapMeaning,
        evidence: [{ label: 'Swap of the host', value: bytes(sight.value('machine_swap_bytes') ?? 0) }],
        command: swapCommand,
      };
    }
    return {
      severity: 'info',
      title: `The memory limits of ${counted(unbounded.length, 'container')} do not bound swap`,
      meaning: swapMeaning,
      evidence: [{ label: 'First of them', value: unbounded[0]?.name ?? '' }],
      command: swapCommand,
    };
  }),
};

const network: Check = {
  id: 'HostPortRangeNotSeen',
  page: 'host',
  collectors: ['host-ports'],
  find: theHost((sight) => {
    if (sight.value('node_ephemeral_ports_range_assumed') !== 1) return undefined;
    return {
      severity: 'info',
      title: "The host's range of ephemeral ports is not seen, so the kernel's default is assumed",
      meaning:
        'The exporter is not in the network namespace of the host. Run it with network_mode: host (--network host).',
      evidence: [{ label: 'Ports assumed', value: String(sight.value('node_ephemeral_ports') ?? 'none') }],
      command: 'sysctl net.ipv4.ip_local_port_range',
    };
  }),
};

const hungMounts = (sight: Sight): readonly string[] =>
  sight.samples('node_filesystem_hung').flatMap(({ labels, value }) => (value === 1 ? [labels.mountpoint ?? ''] : []));

const hungFilesystems: Check = {
  id: 'HostFilesystemHung',
  page: 'host',
  collectors: ['host-filesystem'],
  find: theHost((sight) => {
    const hung = hungMounts(sight);
    if (hung.length === 0) return undefined;
    return {
      severity: 'unknown',
      title: `${counted(hung.length, 'filesystem')} did not answer how full ${hung.length === 1 ? 'it is' : 'they are'}`,
      meaning:
        'A disk is broken, or a server is away: every program that touches it hangs too. While one local disk hangs, no others are asked.',
      evidence: hung.slice(0, 5).map((mountPoint) => ({ label: 'Not checked', value: mountPoint })),
      command: 'for m in $(findmnt -rno TARGET); do timeout 2 stat -f "$m" >/dev/null || echo "$m"; done',
    };
  }),
};

const filesystems: Check = {
  id: 'HostFilesystemNotSeen',
  page: 'host',
  collectors: ['host-filesystem'],
  find: theHost((sight) => {
    const hung = new Set(hungMounts(sight));
    const failed = sight
      .samples('node_filesystem_device_error')
      .filter(({ labels, value }) => value === 1 && !hung.has(labels.mountpoint ?? ''));
    if (failed.length === 0) return undefined;
    return {
      severity: 'info',
      title: `${counted(failed.length, 'filesystem')} of this host could not be asked for space`,
      meaning: 'The exporter may not look at it, or sees another filesystem there.',
      evidence: failed
        .slice(0, 5)
        .map(({ labels }) => ({ label: labels.fstype ?? '', value: labels.mountpoint ?? '' })),
      command: 'timeout 5 df -h',
    };
  }),
};

export const hostSettingChecks = [hostPressure, containerPressure, swapLimits, network, hungFilesystems, filesystems];
