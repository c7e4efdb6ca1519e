import { DockerHostError, parseDockerHost, searchedHost } from '../docker/address.js';
import {
  createEndpointSource,
  type EndpointSource,
  type EndpointSourceOptions,
  NoListError,
} from '../docker/endpoints/endpoint-source.js';
import type { RunningContainer } from '../docker/endpoints/running-container.js';
import { findSockets, identityOf, type UsualPlaces } from './usual-sockets.js';

export interface EngineEndpointsOptions extends Omit<EndpointSourceOptions, 'address'> {
  /** From resolveDockerHosts: URLs, socket paths, `search`. */
  readonly hosts: readonly string[];
  /** Folder of the TLS certificates: DOCKER_CERT_PATH. */
  readonly certificates: string | undefined;
  /** Where `search` looks, except for other users' folders. */
  readonly places: UsualPlaces;
}

/**
 * What all engines list. If one of them does not answer there is no list: a shorter one would delete its targets. So a
 * socket that was found once counts as missing when it goes away.
 *
 * Other users' sockets are not searched for: a listener there could claim a container at any address or, by not
 * answering, block the list for everybody.
 *
 * @throws DockerHostError for an invalid host
 */
export function createEngineEndpoints(options: EngineEndpointsOptions): EndpointSource {
  const { hosts, certificates, places } = options;
  const given = hosts.filter((host) => host !== searchedHost).map(begin);
  const isGiven = (path: string) => hosts.some((host) => isSameSocket(host, path));
  const found = new Map<string, EndpointSource>();

  function begin(host: string): EndpointSource {
    const address = parseDockerHost(host);
    if (!address) throw new DockerHostError(`${JSON.stringify(host)} is not a Docker host`);
    return createEndpointSource({
      ...options,
      address: address.kind === 'tcp' ? { ...address, certificates } : address,
    });
  }

  function all(): readonly EndpointSource[] {
    if (hosts.length === 0) throw new NoListError('no Docker host is configured (--docker.host=none)');
    if (hosts.includes(searchedHost)) {
      for (const path of findSockets({ ...places, users: '' })) {
        if (!found.has(path) && !isGiven(path)) found.set(path, begin(path));
      }
    }
    const sources = [...given, ...found.values()];
    if (sources.length > 0) return sources;
    throw new NoListError("there is neither Docker's socket nor Podman's, and --docker.host names none");
  }

  return {
    async containers(signal) {
      return eachOnce((await Promise.all(all().map((source) => source.containers(signal)))).flat());
    },
    async withNetworks(signal) {
      const lists = await Promise.all(all().map((source) => source.withNetworks(signal)));
      return {
        containers: eachOnce(lists.flatMap(({ containers }) => containers)),
        networks: new Map(lists.flatMap(({ networks }) => [...networks])),
      };
    },
  };
}

/** Two addresses may lead to one engine. */
function eachOnce(containers: readonly RunningContainer[]): RunningContainer[] {
  return [...new Map(containers.map((container) => [container.id, container])).values()];
}

function isSameSocket(host: string, path: string): boolean {
  const address = host === searchedHost ? undefined : parseDockerHost(host);
  return address?.kind === 'unix' && identityOf(address.path) === identityOf(path);
}
