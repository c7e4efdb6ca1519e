import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { createEngineSources } from '../discovery/engines/engine-sources.js';
import type { UsualPlaces } from '../discovery/engines/usual-sockets.js';
import { createFileNames } from '../discovery/files/file-names.js';
import { createPodLogNames } from '../discovery/files/pod-logs.js';
import { createLabelFilter } from '../discovery/identity.js';
import { createKubeletSource } from '../discovery/kubelet/kubelet-source.js';
import type { NameSource } from '../discovery/names.js';
import { createProcNames } from '../discovery/procfs/proc-names.js';
import type { Collector } from '../exporters/collector.js';
import { createStatfsProcess } from '../kernel/fs/statfs-process.js';
import { createScraper, type Scraper } from '../scrape/scraper.js';
import { createSelfReader } from '../scrape/self-metrics.js';

export interface ExporterParts {
  readonly config: Config;
  readonly collectors: readonly Collector[];
  readonly version: string;
  /** Where engines' sockets may be. */
  readonly places: UsualPlaces;
  readonly log: Logger;
  /** Queries local disks from another process too, so that a hung one cannot keep this one from ending. */
  readonly endsBesideHungDisks?: boolean;
}

/** Sources that name what no API names, most trusted first. */
function createNameSources({ path, runtimeDirs }: Config, log: Logger): readonly NameSource[] {
  const root = path.rootfs === '/' ? '' : path.rootfs;
  return [
    ...(runtimeDirs.length > 0 ? [createFileNames(runtimeDirs, log)] : []),
    createPodLogNames(`${root}/var/log/containers`),
    createProcNames(),
  ];
}

/** Assembles what a scrape needs. */
export function wireExporter({
  config,
  collectors,
  version,
  places,
  log,
  endsBesideHungDisks,
}: ExporterParts): Scraper {
  const { docker, kubelet } = config;
  const engines = createEngineSources({ ...docker, places, log });
  const { timeoutSeconds } = docker;
  const pods = kubelet ? [createKubeletSource({ address: kubelet.address, access: kubelet, timeoutSeconds })] : [];
  return createScraper({
    config,
    collectors,
    choices: config.choices,
    // If both know a container, Docker knows more about it.
    runtimes: () => [...engines(), ...pods],
    largestShown: docker.dfLargest,
    names: createNameSources(config, log),
    labels: createLabelFilter(config.container.labels),
    askRemote: createStatfsProcess(),
    askLocal: endsBesideHungDisks ? createStatfsProcess() : undefined,
    self: createSelfReader({ version, processMetrics: config.web.exporterMetrics, log }),
    log,
  });
}
