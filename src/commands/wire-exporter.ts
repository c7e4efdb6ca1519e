import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { createDockerDiskUsage } from '../discovery/docker/disk-usage-source.js';
import { createDockerSource } from '../discovery/docker/docker-source.js';
import { createLabelFilter } from '../discovery/identity.js';
import type { Collector } from '../exporters/collector.js';
import { createStatfsProcess } from '../kernel/fs/statfs-process.js';
import { createScraper, type Scraper } from '../scrape/scraper.js';
import { createSelfReader } from '../scrape/self-metrics.js';

export interface ExporterParts {
  readonly config: Config;
  readonly collectors: readonly Collector[];
  readonly version: string;
  /** Where a runtime's socket may be. */
  readonly sockets: readonly string[];
  readonly log: Logger;
  /** Asks local disks too from another process, so that a hung one cannot keep this one from ending. */
  readonly endsBesideHungDisks?: boolean;
}

/** Puts together what a scrape needs. */
export function wireExporter({
  config,
  collectors,
  version,
  sockets,
  log,
  endsBesideHungDisks,
}: ExporterParts): Scraper {
  const { host, certificates, timeoutSeconds, dfTimeoutSeconds, dfLargest } = config.docker;
  const docker =
    host === undefined ? undefined : createDockerSource({ host, certificates, timeoutSeconds, log, sockets });
  return createScraper({
    config,
    collectors,
    runtime: docker,
    diskUsage: docker && {
      source: createDockerDiskUsage({ contact: docker.contact, waitSeconds: dfTimeoutSeconds }),
      largestShown: dfLargest,
    },
    labels: createLabelFilter(config.container.labels),
    askRemote: createStatfsProcess(),
    askLocal: endsBesideHungDisks ? createStatfsProcess() : undefined,
    self: createSelfReader({ version, processMetrics: config.web.exporterMetrics, log }),
    log,
  });
}
