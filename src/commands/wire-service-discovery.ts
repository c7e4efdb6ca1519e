import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { createEngineEndpoints } from '../discovery/engines/engine-endpoints.js';
import type { UsualPlaces } from '../discovery/engines/usual-sockets.js';
import { createLabelFilter } from '../discovery/identity.js';
import { isScrapeLabel, wantsScrape } from '../service-discovery/scrape-labels.js';
import { createServiceDiscovery, type ServiceDiscovery } from '../service-discovery/service-discovery.js';

interface ServiceDiscoveryParts {
  readonly config: Config;
  /** Where engines' sockets may be. */
  readonly places: UsualPlaces;
  readonly log: Logger;
}

/** Assembles what answers Prometheus' service discovery. It queries the daemon itself, on each request. */
export function wireServiceDiscovery({ config, places, log }: ServiceDiscoveryParts): ServiceDiscovery {
  const { hosts, certificates, timeoutSeconds } = config.docker;
  const { labelPrefix: prefix, labels } = config.serviceDiscovery;
  const { include, exclude, labelMaxLength } = config.container;
  const shown = createLabelFilter(labels);
  const isShown = (label: string) => shown({ [label]: 'x' }).length > 0;
  const isNeeded = (label: string) => isScrapeLabel(label, prefix) || label.startsWith('com.docker.compose.');
  const source = createEngineEndpoints({
    ...{ hosts, certificates, timeoutSeconds, places, log },
    isWanted: (label) => isNeeded(label) || isShown(label),
    needsImage: (given) => wantsScrape(given, prefix),
  });
  return createServiceDiscovery({ source, prefix, isShown, include, exclude, labelMaxLength, log });
}
