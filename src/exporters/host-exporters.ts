import type { HostExporter } from './exporter.js';
import { hostConntrack } from './host-conntrack.js';
import { hostCpu } from './host-cpu.js';
import { hostDisk } from './host-disk.js';
import { hostEntropy } from './host-entropy.js';
import { hostFilefd } from './host-filefd.js';
import { hostFilesystem } from './host-filesystem.js';
import { hostLoad } from './host-load.js';
import { hostMemory } from './host-memory.js';
import { hostNetwork } from './host-network.js';
import { hostPorts } from './host-ports.js';
import { hostPressure } from './host-pressure.js';
import { hostSockstat } from './host-sockstat.js';
import { hostStat } from './host-stat.js';
import { hostTime } from './host-time.js';
import { hostUname } from './host-uname.js';
import { hostVmstat } from './host-vmstat.js';

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
