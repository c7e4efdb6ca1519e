import type { HostExporter } from './collector.js';
import { hostDisk } from './host/disk/host-disk.js';
import { hostFilesystem } from './host/disk/host-filesystem.js';
import { hostCpu } from './host/host-cpu.js';
import { hostEntropy } from './host/host-entropy.js';
import { hostFilefd } from './host/host-filefd.js';
import { hostLoad } from './host/host-load.js';
import { hostMemory } from './host/host-memory.js';
import { hostPressure } from './host/host-pressure.js';
import { hostStat } from './host/host-stat.js';
import { hostTime } from './host/host-time.js';
import { hostUname } from './host/host-uname.js';
import { hostVmstat } from './host/host-vmstat.js';
import { hostConntrack } from './host/network/host-conntrack.js';
import { hostNetwork } from './host/network/host-network.js';
import { hostPorts } from './host/network/host-ports.js';
import { hostSockstat } from './host/network/host-sockstat.js';

/** Exporters of `node_*`: what a node_exporter on the same host would show too. */
export const hostExporters: readonly HostExporter[] = [
  hostCpu,
  hostLoad,
  hostMemory,
  hostPressure,
  hostVmstat,
  hostStat,
  hostFilesystem,
  hostDisk,
  hostNetwork,
  hostSockstat,
  hostConntrack,
  hostPorts,
  hostFilefd,
  hostEntropy,
  hostTime,
  hostUname,
];
