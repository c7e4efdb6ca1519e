import type { Exporter } from './exporters/collector.js';
import { cpu } from './exporters/container/cpu.js';
import { cpuGuaranteeExporter } from './exporters/container/cpu-guarantee.js';
import { fileDescriptors } from './exporters/container/file-descriptors.js';
import { containerHealth } from './exporters/container/health.js';
import { hugetlb } from './exporters/container/hugetlb.js';
import { containerInfo } from './exporters/container/info.js';
import { io } from './exporters/container/io.js';
import { lifetime } from './exporters/container/lifetime.js';
import { memory } from './exporters/container/memory.js';
import { memoryEvents } from './exporters/container/memory-events.js';
import { network } from './exporters/container/network.js';
import { pids } from './exporters/container/pids.js';
import { pressure } from './exporters/container/pressure.js';
import { sockets } from './exporters/container/sockets.js';
import { containerState } from './exporters/container/state.js';
import { tasks } from './exporters/container/tasks.js';
import { containerFs } from './exporters/docker/container-fs.js';
import { dockerDf } from './exporters/docker/docker-df.js';
import { dockerFilesystems } from './exporters/docker/docker-filesystems.js';
import { dockerImages } from './exporters/docker/docker-images.js';
import { dockerVolumes } from './exporters/docker/docker-volumes.js';
import { machineExporter } from './exporters/host/machine.js';
import { versionExporter } from './exporters/host/version.js';
import { hostExporters } from './exporters/host-exporters.js';
import type { Family, FamilyTemplate } from './exposition/family.js';
import { buildInfo, createSelfMetrics } from './scrape/self-metrics.js';
import { statusFamilies } from './scrape/status.js';

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
