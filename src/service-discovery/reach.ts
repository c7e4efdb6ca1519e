import { isIP } from 'node:net';
import type {
  AttachedNetwork,
  ContainerPort,
  RunningContainer,
} from '../discovery/docker/endpoints/running-container.js';

/** Where Prometheus runs, and so by which address it reaches a container. */
export interface Reach {
  /** `container`: its address in a network. `published`: a port of the host. `name`: its name in a network. */
  readonly address: 'container' | 'published' | 'name';
  /** The network that Prometheus is in; undefined for the first of each container. */
  readonly network: string | undefined;
  /** The host's name for Prometheus: for containers in the host's network, and for published ports. */
  readonly host: string | undefined;
}

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** The default host without `?host=`, as in docker_sd. */
const localHost = 'localhost';

/**
 * Where a container's port can be reached; undefined if it cannot. `owner` is the container whose network it is in,
 * which also publishes its ports. Labels only choose among the owner's networks.
 */
export function reachPort(
  owner: RunningContainer,
  port: number,
  wished: string | undefined,
  project: string | undefined,
  reach: Reach,
): HostPort | undefined {
  // Its ports are the host's, whatever `reach` says.
  if (owner.networkMode === 'host') return { host: reach.host ?? localHost, port };
  if (reach.address === 'published') return reachPublished(owner.ports, port, reach.host);
  const network = chooseNetwork(owner.networks, wished ?? reach.network, wished === undefined ? undefined : project);
  const ip = network && (network.ipv4 || network.ipv6);
  if (!network || !ip || isIP(ip) === 0) return undefined;
  // Docker resolves names in user-defined networks, not in the default bridge.
  const isNamed = reach.address === 'name' && network.name !== 'bridge' && isHostName(owner.name);
  return { host: isNamed ? owner.name : ip, port };
}

/** A label may name a compose project's network as in the compose file, without the project. */
function chooseNetwork(
  networks: readonly AttachedNetwork[],
  wanted: string | undefined,
  project: string | undefined,
): AttachedNetwork | undefined {
  const usable = networks.filter(({ ipv4, ipv6 }) => ipv4 !== '' || ipv6 !== '');
  if (wanted !== undefined) {
    const exact = usable.find(({ name }) => name === wanted);
    return exact ?? (project === undefined ? undefined : usable.find(({ name }) => name === `${project}_${wanted}`));
  }
  // Swarm's routing mesh leads to any task of a service, not necessarily this one.
  return usable.find(({ name }) => name !== 'ingress') ?? usable[0];
}

function reachPublished(ports: readonly ContainerPort[], port: number, host: string | undefined): HostPort | undefined {
  const published = ports.filter((one) => one.type === 'tcp' && one.private === port && one.public !== undefined);
  for (const { public: open, ip } of published) {
    if (open === undefined) continue;
    const isEverywhere = ip === '' || ip === '0.0.0.0' || ip === '::';
    // A port bound to loopback can't be reached under the host's other names.
    if (isLoopback(ip) && host !== undefined && !isLoopback(host)) continue;
    return { host: isEverywhere ? (host ?? localHost) : (host ?? ip), port: open };
  }
  return undefined;
}

function isLoopback(host: string): boolean {
  return host === localHost || host === '::1' || /^127\./.test(host);
}

export function isHostName(text: string): boolean {
  return /^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,252})$/.test(text);
}
