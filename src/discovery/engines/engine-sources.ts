import type { Logger } from 'pino';
import {
  type DockerAddress,
  DockerHostError,
  formatDockerAddress,
  parseDockerHost,
  searchedHost,
} from '../docker/address.js';
import { createDockerDiskUsage } from '../docker/disk-usage-source.js';
import { createDockerSource, type DockerSource } from '../docker/docker-source.js';
import type { DiskUsageSource, RuntimeSource, RuntimeSources } from '../runtime-source.js';
import { findSockets, identityOf, type UsualPlaces, userOf } from './usual-sockets.js';

export interface EngineSourcesOptions {
  /** From resolveDockerHosts: URLs, socket paths, `search`. */
  readonly hosts: readonly string[];
  /** Folder of the TLS certificates: DOCKER_CERT_PATH. */
  readonly certificates?: string | undefined;
  /** The time limit of one call. */
  readonly timeoutSeconds: number;
  /** How long a scrape waits for disk usage. */
  readonly dfTimeoutSeconds: number;
  /** Where `search` looks. */
  readonly places: UsualPlaces;
  readonly log: Logger;
}

/** One address of an engine, for as long as it is queried. */
interface EngineSource {
  readonly address: DockerAddress;
  readonly source: DockerSource;
  readonly diskUsage: DiskUsageSource;
}

/** The most sources that are queried: each has its own memory of its containers. */
const mostSources = 32;

/**
 * Docker's and Podman's APIs, all that were given and all that are found. A system socket that has answered once counts
 * as missing when it goes away; a user's socket goes with the user.
 *
 * @throws DockerHostError for an invalid host.
 */
export function createEngineSources(options: EngineSourcesOptions): RuntimeSources {
  const { hosts, certificates, places } = options;
  const given = hosts.filter((host) => host !== searchedHost).map((host) => begin(addressOrThrow(host, certificates)));
  const searches = hosts.includes(searchedHost);
  let found = new Map<string, EngineSource>();

  function begin(address: DockerAddress): EngineSource {
    const { timeoutSeconds, dfTimeoutSeconds, log } = options;
    const source = createDockerSource({ address, timeoutSeconds, log });
    const diskUsage = createDockerDiskUsage({ contact: source.contact, waitSeconds: dfTimeoutSeconds });
    return { address, source, diskUsage };
  }

  function look(): ReadonlyMap<string, EngineSource> {
    const isGiven = new Set(given.map(({ address }) => (address.kind === 'unix' ? identityOf(address.path) : '')));
    const there = findSockets(places).filter((path) => !isGiven.has(identityOf(path)));
    const missed = [...found].filter(
      ([path, { source }]) => places.ofSystem.includes(path) && source.hasAnswered && identityOf(path) === undefined,
    );
    const paths = new Set([...missed.map(([path]) => path), ...there]);
    found = new Map(
      [...paths].slice(0, mostSources).map((path) => [path, found.get(path) ?? begin({ kind: 'unix', path })]),
    );
    return found;
  }

  return () => {
    const all = searches ? [...given, ...look().values()] : given;
    return all.map((one, i) => asSource(one, all.slice(0, i)));
  };
}

function asSource(engine: EngineSource, earlier: readonly EngineSource[]): RuntimeSource {
  return {
    get name() {
      const name = shortName(engine);
      // The first one of a kind is named after the kind.
      return earlier.some((one) => shortName(one) === name) ? `${name}:${formatDockerAddress(engine.address)}` : name;
    },
    ask: engine.source.ask,
    diskUsage: engine.diskUsage,
  };
}

/** `docker` or `podman`; a user's own engine has the uid with it. */
function shortName({ address, source }: EngineSource): string {
  const user = address.kind === 'unix' ? userOf(address.path) : undefined;
  return user === undefined ? source.name : `${source.name}:${user}`;
}

function addressOrThrow(host: string, certificates: string | undefined): DockerAddress {
  const address = parseDockerHost(host);
  if (!address) throw new DockerHostError(`${JSON.stringify(host)} is not a Docker host`);
  return address.kind === 'tcp' ? { ...address, certificates } : address;
}
