import type { Logger } from 'pino';
import type { Config } from './config.js';
import { createDockerSource } from './discovery/docker.js';
import { createDockerDiskUsage } from './discovery/docker-df-source.js';
import { usualSockets } from './discovery/docker-host.js';
import { createLabelFilter } from './discovery/label-filter.js';
import type { Exporter } from './exporters/exporter.js';
import { createScraper, type Scraper } from './scrape.js';
import { createSelfReader } from './self-metrics.js';

export interface ExporterParts {
  readonly config: Config;
  readonly exporters: readonly Exporter[];
  readonly version: string;
  /** XDG_RUNTIME_DIR, where a user's own Podman has its socket. */
  readonly runtimeDirectory: string | undefined;
  readonly log: Logger;
}

/** Puts together what a scrape needs. */
export function wireExporter({ config, exporters, version, runtimeDirectory, log }: ExporterParts): Scraper {
  const { host, certificates, timeoutSeconds, dfTimeoutSeconds, dfLargest } = config.docker;
  const sockets = usualSockets(runtimeDirectory);
  const docker =
    host === undefined ? undefined : createDockerSource({ host, certificates, timeoutSeconds, log, sockets });
  return createScraper({
    config,
    exporters,
    runtime: docker,
    diskUsage: docker && {
      source: createDockerDiskUsage({ contact: docker.contact, waitSeconds: dfTimeoutSeconds }),
      largestShown: dfLargest,
    },
    labels: createLabelFilter(config.container.labels),
    self: createSelfReader({ version, processMetrics: config.web.exporterMetrics, log }),
    log,
  });
}
