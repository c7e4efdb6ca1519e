import type { Collector } from './exporters/collector.js';
import { cgroupTree } from './exporters/container/cgroup-tree.js';
import { cpu } from './exporters/container/cpu.js';
import { cpuGuarantee } from './exporters/container/cpu-guarantee.js';
import { dmem } from './exporters/container/devices/dmem.js';
import { gpu } from './exporters/container/devices/gpu.js';
import { misc } from './exporters/container/devices/misc.js';
import { freezer } from './exporters/container/freezer.js';
import { containerHealth } from './exporters/container/health.js';
import { hugetlb } from './exporters/container/hugetlb.js';
import { containerInfo } from './exporters/container/info.js';
import { blkioDevice } from './exporters/container/io/blkio-device.js';
import { ioScheduler } from './exporters/container/io/io-scheduler.js';
import { io } from './exporters/container/io.js';
import { lifetime } from './exporters/container/lifetime.js';
import { memoryNuma } from './exporters/container/memory/memory-numa.js';
import { swap } from './exporters/container/memory/swap.js';
import { memory } from './exporters/container/memory.js';
import { memoryEvents } from './exporters/container/memory-events.js';
import { network } from './exporters/container/network/network.js';
import { sockets } from './exporters/container/network/sockets.js';
import { oomVictims } from './exporters/container/oom-victims.js';
import { pressure } from './exporters/container/pressure.js';
import { fileDescriptors } from './exporters/container/processes/file-descriptors.js';
import { pids } from './exporters/container/processes/pids.js';
import { tasks } from './exporters/container/processes/tasks.js';
import { containerState } from './exporters/container/state.js';
import { containerFs } from './exporters/docker/container-fs.js';
import { dockerDaemon } from './exporters/docker/docker-daemon.js';
import { dockerDf } from './exporters/docker/docker-df.js';
import { dockerFilesystems } from './exporters/docker/docker-filesystems.js';
import { dockerImages } from './exporters/docker/docker-images.js';
import { dockerVolumes } from './exporters/docker/docker-volumes.js';
import { hostClockSync } from './exporters/host/clock/host-clock-sync.js';
import { hostClocksource } from './exporters/host/clock/host-clocksource.js';
import { hostTime } from './exporters/host/clock/host-time.js';
import { hostTimezone } from './exporters/host/clock/host-timezone.js';
import { hostDisk } from './exporters/host/disk/host-disk.js';
import { hostFilesystem } from './exporters/host/disk/host-filesystem.js';
import { hostMdadm } from './exporters/host/disk/host-mdadm.js';
import { hostNvme } from './exporters/host/disk/host-nvme.js';
import { hostCpuTopology } from './exporters/host/hardware/host-cpu-topology.js';
import { hostCpufreq } from './exporters/host/hardware/host-cpufreq.js';
import { hostDmi } from './exporters/host/hardware/host-dmi.js';
import { hostEdac } from './exporters/host/hardware/host-edac.js';
import { hostHwmon } from './exporters/host/hardware/host-hwmon.js';
import { hostPowerSupply } from './exporters/host/hardware/host-power-supply.js';
import { hostRapl } from './exporters/host/hardware/host-rapl.js';
import { hostThermal } from './exporters/host/hardware/host-thermal.js';
import { hostCpu } from './exporters/host/host-cpu.js';
import { hostEntropy } from './exporters/host/host-entropy.js';
import { hostFilefd } from './exporters/host/host-filefd.js';
import { hostLoad } from './exporters/host/host-load.js';
import { hostMemory } from './exporters/host/host-memory.js';
import { hostOs } from './exporters/host/host-os.js';
import { hostPressure } from './exporters/host/host-pressure.js';
import { hostSelinux } from './exporters/host/host-selinux.js';
import { hostStat } from './exporters/host/host-stat.js';
import { hostUname } from './exporters/host/host-uname.js';
import { hostVmstat } from './exporters/host/host-vmstat.js';
import { machine } from './exporters/host/machine.js';
import { machineTopology } from './exporters/host/machine-topology.js';
import { hostArp } from './exporters/host/network/host-arp.js';
import { hostBonding } from './exporters/host/network/host-bonding.js';
import { hostConntrack } from './exporters/host/network/host-conntrack.js';
import { hostNetclass } from './exporters/host/network/host-netclass.js';
import { hostNetstat } from './exporters/host/network/host-netstat.js';
import { hostNetwork } from './exporters/host/network/host-network.js';
import { hostPorts } from './exporters/host/network/host-ports.js';
import { hostSockstat } from './exporters/host/network/host-sockstat.js';
import { hostSoftnet } from './exporters/host/network/host-softnet.js';
import { hostUdpQueues } from './exporters/host/network/host-udp-queues.js';
import { hostHungTasks } from './exporters/host/processes/host-hung-tasks.js';
import { hostInterrupts } from './exporters/host/processes/host-interrupts.js';
import { hostProcesses } from './exporters/host/processes/host-processes.js';
import { hostSchedstat } from './exporters/host/processes/host-schedstat.js';
import { hostTextfile } from './exporters/host/textfile/host-textfile.js';
import { version } from './exporters/host/version.js';
import type { Family, FamilyTemplate } from './exposition/family.js';
import { buildInfo, createSelfMetrics } from './scrape/self-metrics.js';
import { statusFamilies } from './scrape/status.js';

/**
 * All collectors, in the order in which they are documented and their samples written. Collectors that wait for the
 * same thing also run in this order: the expensive ones are last, so that a scrape short of time drops them first.
 */
export const collectors: readonly Collector[] = [
  containerInfo,
  containerState,
  containerHealth,
  lifetime,
  cpu,
  cpuGuarantee,
  memory,
  memoryEvents,
  io,
  network,
  pids,
  pressure,
  cgroupTree,
  freezer,
  dmem,
  misc,
  hugetlb,
  swap,
  memoryNuma,
  blkioDevice,
  ioScheduler,
  tasks,
  sockets,
  fileDescriptors,
  gpu,
  oomVictims,
  version,
  dockerDaemon,
  dockerDf,
  dockerVolumes,
  dockerImages,
  containerFs,
  dockerFilesystems,
  machine,
  machineTopology,
  hostCpu,
  hostLoad,
  hostMemory,
  hostPressure,
  hostVmstat,
  hostStat,
  hostFilesystem,
  hostDisk,
  hostNetwork,
  hostNetclass,
  hostBonding,
  hostNetstat,
  hostSoftnet,
  hostArp,
  hostUdpQueues,
  hostSockstat,
  hostConntrack,
  hostPorts,
  hostFilefd,
  hostEntropy,
  hostTime,
  hostTimezone,
  hostClocksource,
  hostClockSync,
  hostUname,
  hostOs,
  hostDmi,
  hostSelinux,
  hostSchedstat,
  hostCpuTopology,
  hostCpufreq,
  hostThermal,
  hostHwmon,
  hostPowerSupply,
  hostRapl,
  hostEdac,
  hostNvme,
  hostMdadm,
  hostHungTasks,
  hostInterrupts,
  hostProcesses,
  hostTextfile,
];

/** Families that belong to no collector: the scrape's, and the exporter's own process's. */
export const ownFamilies = (): Family[] => [buildInfo, ...statusFamilies, ...createSelfMetrics().families];

/** Every metric family. Docs, tests, dashboards and alerts are checked against this list. */
export function allFamilies(): (Family | FamilyTemplate)[] {
  return [...collectors.flatMap(({ families }) => families), ...ownFamilies()];
}
