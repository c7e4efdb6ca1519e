import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { usualSockets } from '../discovery/docker/address.js';
import { createDockerDiskUsage } from '../discovery/docker/disk-usage-source.js';
import { createDockerSource } from '../discovery/docker/docker-source.js';
import { createLabelFilter } from '../discovery/label-filter.js';
import type { Collector } from '../exporters/collector.js';
import { createStatfsProcess } from '../kernel/fs/statfs-process.js';
import { createScraper, type Scraper } from '../scrape/scraper.js';
import { createSelfReader } from '../scrape/self-metrics.js';

export interface ExporterParts {
  readonly config: Config;
  readonly collectors: readonly Collector[];
  readonly version: string;
  /** XDG_RUNTIME_DIR, where a user's own Podman has its socket. */
  readonly runtimeDirectory: string | undefined;
  readonly log: Logger;
}

/** Puts together what a scrape needs. */
export function wireExporter({ config, collectors, version, runtimeDirectory, log }: ExporterParts): Scraper {
  const { host, certificates, timeoutSeconds, dfTimeoutSeconds, dfLargest } = config.docker;
  const sockets = usualSockets(runtimeDirectory);
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
    self: createSelfReader({ version, processMetrics: config.web.exporterMetrics, log }),
    log,
  });
}
