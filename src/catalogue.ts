import { containerFs } from './exporters/container-fs.js';
import { cpu } from './exporters/cpu.js';
import { cpuGuaranteeExporter } from './exporters/cpu-guarantee.js';
import { dockerDf } from './exporters/docker-df.js';
import { dockerFilesystems } from './exporters/docker-filesystems.js';
import { dockerImages } from './exporters/docker-images.js';
import { dockerVolumes } from './exporters/docker-volumes.js';
import type { Exporter } from './exporters/exporter.js';
import { fileDescriptors } from './exporters/file-descriptors.js';
import { containerHealth } from './exporters/health.js';
import { hostExporters } from './exporters/host-exporters.js';
import { hugetlb } from './exporters/hugetlb.js';
import { containerInfo } from './exporters/info.js';
import { io } from './exporters/io.js';
import { lifetime } from './exporters/lifetime.js';
import { machineExporter } from './exporters/machine.js';
import { memory } from './exporters/memory.js';
import { memoryEvents } from './exporters/memory-events.js';
import { network } from './exporters/network.js';
import { pids } from './exporters/pids.js';
import { pressure } from './exporters/pressure.js';
import { sockets } from './exporters/sockets.js';
import { containerState } from './exporters/state.js';
import { tasks } from './exporters/tasks.js';
import { versionExporter } from './exporters/version.js';
import type { Family, FamilyTemplate } from './exposition/family.js';
import { statusFamilies } from './scrape/status.js';
import { buildInfo, createSelfMetrics } from './self-metrics.js';

/**
 * All exporters, in the order in which they are documented and their samples written. They run in this order too, the
 * host's first: the dear ones stand last, so that they are what a scrape without time leaves out.
 */
export const exporters: readonly Exporter[] = [
  containerInfo,
  containerState,
  containerHealth,
  lifetime,
  cpu,
  cpuGuaranteeExporter,
  memory,
  memoryEvents,
  io,
  network,
  pids,
  pressure,
  hugetlb,
  tasks,
  sockets,
  fileDescriptors,
  dockerDf,
  dockerVolumes,
  dockerImages,
  containerFs,
  dockerFilesystems,
  machineExporter,
  versionExporter,
  ...hostExporters,
];

/** Families that no exporter has: of the scrape, and of the exporter's own process. */
export const ownFamilies = (): Family[] => [buildInfo, ...statusFamilies, ...createSelfMetrics().families];

/** Every metric family there is. Docs, tests, dashboards and alerts are checked against this list. */
export function allFamilies(): (Family | FamilyTemplate)[] {
  return [...exporters.flatMap((exporter) => exporter.families), ...ownFamilies()];
}
