import type { ListedNetwork } from '../discovery/docker/endpoints/listed-network.js';
import type { AttachedNetwork, RunningContainer } from '../discovery/docker/endpoints/running-container.js';
import {
  containerLabels,
  joinHostPort,
  metaLabels,
  networkOwner,
  type TargetChoice,
  type TargetGroup,
} from './target-group.js';

/** The options of docker_sd_configs that change the list of targets, with its defaults. */
export interface DockerSdOptions {
  /** `match_first_network`: for a container in several networks, only the first by name. */
  readonly matchFirstNetwork: boolean;
  /** `host_networking_host`: the complete address of containers in the host's network. */
  readonly hostNetworkingHost: string;
  /** `port`: for containers without a TCP port. */
  readonly port: number;
}

export const dockerSdDefaults: DockerSdOptions = {
  matchFirstNetwork: true,
  hostNetworkingHost: 'localhost',
  port: 80,
};

/** The most targets per container. More ports and networks than that are not a list of applications to scrape. */
const mostOfOne = 1000;

/**
 * The targets and labels of docker_sd_configs, one per network and TCP port.
 *
 * @see https://github.com/prometheus/prometheus/blob/main/discovery/moby/docker.go
 */
export function* dockerTargets(
  containers: readonly RunningContainer[],
  networks: ReadonlyMap<string, ListedNetwork>,
  options: DockerSdOptions,
  { isWanted, complain }: TargetChoice,
): Generator<TargetGroup> {
  const byId = new Map(containers.map((container) => [container.id, container]));
  for (const container of containers) {
    if (!isWanted(container)) continue;
    let left = mostOfOne;
    const common = containerLabels(container);
    const attached = networkOwner(container, byId)?.networks ?? [];
    for (const network of options.matchFirstNetwork ? attached.slice(0, 1) : attached) {
      const labels = { ...common, ...networkLabels(network, networks.get(network.id)) };
      for (const group of targetsIn(network, container, labels, options)) {
        left -= 1;
        if (left < 0) break;
        yield group;
      }
    }
    if (left < 0) complain(container, `it has more than ${mostOfOne} targets, and the rest is left out`);
  }
}

function* targetsIn(
  network: AttachedNetwork,
  { ports, networkMode }: RunningContainer,
  labels: Readonly<Record<string, string>>,
  { hostNetworkingHost, port: otherwise }: DockerSdOptions,
): Generator<TargetGroup> {
  const ip = network.ipv4 || network.ipv6;
  const tcp = ports.filter(({ type }) => type === 'tcp');
  for (const port of tcp) {
    const published = port.public !== undefined && {
      __meta_docker_port_public: `${port.public}`,
      __meta_docker_port_public_ip: port.ip,
    };
    yield {
      targets: [joinHostPort(ip, port.private)],
      labels: { ...labels, __meta_docker_port_private: `${port.private}`, ...published },
    };
  }
  if (tcp.length > 0) return;
  // A container that shares the host's network through another container has that one's empty address, as in docker_sd.
  yield { targets: [networkMode === 'host' ? hostNetworkingHost : joinHostPort(ip, otherwise)], labels };
}

/** A network created after the networks were listed only has its address. */
function networkLabels(
  { ipv4, ipv6 }: AttachedNetwork,
  listed: ListedNetwork | undefined,
): Readonly<Record<string, string>> {
  const ip = { __meta_docker_network_ip: ipv4 || ipv6 };
  if (!listed) return ip;
  return {
    ...ip,
    __meta_docker_network_id: listed.id,
    __meta_docker_network_name: listed.name,
    __meta_docker_network_scope: listed.scope,
    __meta_docker_network_internal: `${listed.internal}`,
    __meta_docker_network_ingress: `${listed.ingress}`,
    ...metaLabels('__meta_docker_network_label_', listed.labels),
  };
}
