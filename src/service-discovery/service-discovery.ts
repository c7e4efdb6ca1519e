import type { Logger } from 'pino';
import type { EndpointSource } from '../discovery/docker/endpoints/endpoint-source.js';
import type { RunningContainer } from '../discovery/docker/endpoints/running-container.js';
import { cutText } from '../discovery/join.js';
import { type DockerSdOptions, dockerTargets } from './docker-targets.js';
import type { Reach } from './reach.js';
import { readyTargets } from './ready-targets.js';
import { pickLabels, type TargetGroup } from './target-group.js';

/** Why there is no list: HTTP clients get a 503. */
export { NoListError } from '../discovery/docker/endpoints/endpoint-source.js';

/** The targets for Prometheus. Both reject with a NoListError unless the daemon's lists are complete. */
export interface ServiceDiscovery {
  /** The targets of docker_sd_configs. */
  docker(options: DockerSdOptions, signal: AbortSignal): Promise<Iterable<TargetGroup>>;
  /** The targets of containers whose labels request it. */
  ready(reach: Reach, signal: AbortSignal): Promise<Iterable<TargetGroup>>;
}

interface ServiceDiscoveryOptions {
  readonly source: EndpointSource;
  readonly prefix: string;
  /** Whether a label is passed on to Prometheus. */
  readonly isShown: (label: string) => boolean;
  readonly include: RegExp | undefined;
  readonly exclude: RegExp | undefined;
  readonly labelMaxLength: number;
  readonly log: Logger;
}

/** How many complaints are remembered, so that each is logged once. */
const mostComplaints = 1000;

export function createServiceDiscovery(options: ServiceDiscoveryOptions): ServiceDiscovery {
  const { source, prefix, isShown, include, exclude, labelMaxLength, log } = options;
  const complaints = new Set<string>();

  function complain({ id, name }: RunningContainer, reason: string): void {
    const complaint = `${id} ${reason}`;
    if (complaints.has(complaint)) return;
    if (complaints.size >= mostComplaints) complaints.clear();
    complaints.add(complaint);
    log.warn({ container: name }, `service discovery: ${reason}`);
  }

  const isWanted = ({ name }: RunningContainer) => (include?.test(name) ?? true) && !exclude?.test(name);

  return {
    async docker(sdOptions, signal) {
      const { containers, networks } = await source.withNetworks(signal);
      const shown = containers.map((one) => ({ ...one, labels: pickLabels(one.labels, isShown) }));
      const named = [...networks].map(
        ([id, one]) => [id, { ...one, labels: pickLabels(one.labels, isShown) }] as const,
      );
      return dockerTargets(shown, new Map(named), sdOptions, { isWanted, complain });
    },
    async ready(reach, signal) {
      const containers = await source.containers(signal);
      const cut = (text: string) => cutText(text, labelMaxLength);
      return readyTargets(containers, { prefix, isShown, cut, reach, isWanted, complain });
    },
  };
}
