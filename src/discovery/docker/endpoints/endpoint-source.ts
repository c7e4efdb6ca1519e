import type { Logger } from 'pino';
import { createSingleFlight } from '../../../async/single-flight.js';
import { type DockerAddress, formatDockerAddress } from '../address.js';
import { DockerAnswerError, explainDockerError, NoAnswerError } from '../answer-error.js';
import { type Daemon, learnDaemon } from '../daemon.js';
import { asObject, asString, readFields } from '../json/json.js';
import { jsonElements } from '../json/json-elements.js';
import { type DockerAnswer, type DockerSession, openDockerSession } from '../session.js';
import { type ListedNetwork, readListedNetwork } from './listed-network.js';
import { type RunningContainer, readRunningContainer } from './running-container.js';

/** The most bytes read of a list, of one entry's JSON text, and of one string in it. */
const longestList = 64 * 1024 * 1024;
const longestEntry = 256 * 1024;
const longestString = 16 * 1024;

/** The most characters kept of all entries: texts, and the size of a port or a network besides them. */
const keptOfAll = 16 * 1024 * 1024;
const costOfItem = 64;

/** The most images whose names are looked up. */
const mostImages = 10_000;

/** Why there is no list, in one human-readable line: the daemon does not answer, or there is none. */
export class NoListError extends Error {
  override readonly name = 'NoListError';
}

export interface ContainersAndNetworks {
  readonly containers: readonly RunningContainer[];
  /** By id. */
  readonly networks: ReadonlyMap<string, ListedNetwork>;
}

/**
 * What a daemon lists about how to reach its running containers. Both reject with a NoListError, and never return half
 * a list.
 */
export interface EndpointSource {
  /** `signal` is one caller's: callers during a request in progress wait for that one. */
  containers(signal: AbortSignal): Promise<readonly RunningContainer[]>;
  withNetworks(signal: AbortSignal): Promise<ContainersAndNetworks>;
}

export interface EndpointSourceOptions {
  readonly address: DockerAddress;
  /** The time limit of one call. */
  readonly timeoutSeconds: number;
  readonly log: Logger;
  /** Names of the labels that are kept. */
  readonly isWanted: (label: string) => boolean;
  /** Whether to look up the image's name for a container whose entry has an id instead. */
  readonly needsImage: (labels: Readonly<Record<string, string>>) => boolean;
}

/**
 * A list is `GET /containers/json`, only of running containers: less than a scrape requests. Nothing is kept between
 * lists but image names, which never change.
 */
export function createEndpointSource(options: EndpointSourceOptions): EndpointSource {
  const { address, timeoutSeconds, log, isWanted, needsImage } = options;
  /** From the last list, so that it is logged once. */
  let known = 0;
  const images = new Map<string, string>();
  const shareContainers = createSingleFlight<string, readonly RunningContainer[]>();
  const shareBoth = createSingleFlight<string, ContainersAndNetworks>();

  /** With its own connection, which ends with it. */
  async function inSession<T>(
    waiter: AbortSignal,
    work: (session: DockerSession, daemon: Daemon) => Promise<T>,
  ): Promise<T> {
    const end = new AbortController();
    const leave = () => end.abort(waiter.reason);
    waiter.addEventListener('abort', leave, { once: true });
    const late = () => end.abort(new NoAnswerError(`no answer within ${timeoutSeconds} s`));
    const timer = setTimeout(late, timeoutSeconds * 1000).unref();
    let session: DockerSession | undefined;
    try {
      session = openDockerSession(address, end.signal);
      return await work(session, await learnDaemon(session));
    } catch (error) {
      throw new NoListError(`${formatDockerAddress(address)}: ${explainDockerError(error)}`, { cause: error });
    } finally {
      clearTimeout(timer);
      waiter.removeEventListener('abort', leave);
      session?.close();
    }
  }

  async function listContainers(session: DockerSession, { prefix }: Daemon): Promise<readonly RunningContainer[]> {
    const read = (value: unknown) => readRunningContainer(value, isWanted);
    const containers = await session.get(
      `${prefix}/containers/json`,
      readList(read, weighContainer, tellLeftOut),
      longestList,
    );
    const named: RunningContainer[] = [];
    for (const container of containers) {
      const isId = /^(?:sha256:)?[0-9a-f]{12,64}$/.test(container.image);
      const image = isId && needsImage(container.labels) ? await findImage(session, prefix, container.id) : undefined;
      named.push(image ? { ...container, image } : container);
    }
    return named;
  }

  function tellLeftOut(count: number): void {
    if (count > known) log.warn(`service discovery: ${count} listed containers are too long or of an unknown form`);
    known = count;
  }

  /** The image name that the container was created with; undefined if the container is gone. */
  async function findImage(session: DockerSession, prefix: string, id: string): Promise<string | undefined> {
    const known = images.get(id);
    if (known !== undefined) return known;
    try {
      const inspected = await session.get(`${prefix}/containers/${id}/json`, readFields(['Config.Image']));
      const image = asString(asObject(inspected.Config)?.Image);
      if (images.size >= mostImages) images.clear();
      if (image) images.set(id, image);
      return image;
    } catch (error) {
      if (error instanceof DockerAnswerError) return undefined;
      throw error;
    }
  }

  async function listNetworks(session: DockerSession, { prefix }: Daemon): Promise<ReadonlyMap<string, ListedNetwork>> {
    const read = (value: unknown) => readListedNetwork(value, isWanted);
    const networks = await session.get(
      `${prefix}/networks`,
      readList(read, weighNetwork, () => {}),
      longestList,
    );
    return new Map(networks.map((network) => [network.id, network]));
  }

  const askContainers = (signal: AbortSignal) =>
    shareContainers('containers', (all) => inSession(all, listContainers), signal);

  return {
    containers: askContainers,
    withNetworks: (signal) =>
      shareBoth(
        'both',
        async (all) => {
          const [containers, networks] = await Promise.all([askContainers(all), inSession(all, listNetworks)]);
          return { containers, networks };
        },
        signal,
      ),
  };
}

/** An entry that is too long or malformed costs only itself; if all are, it is not a daemon that answers. */
function readList<T>(
  read: (value: unknown) => T | undefined,
  weigh: (item: T) => number,
  tellLeftOut: (count: number) => void,
) {
  return async ({ chunks }: DockerAnswer): Promise<T[]> => {
    const items: T[] = [];
    let [entries, kept] = [0, 0];
    for await (const entry of jsonElements(chunks, { longestElement: longestEntry, longestString })) {
      entries += 1;
      const item = read(entry);
      if (item === undefined) continue;
      kept += weigh(item);
      if (kept > keptOfAll) throw new DockerAnswerError('the list has too much in it');
      items.push(item);
    }
    if (entries > 0 && items.length === 0)
      throw new DockerAnswerError('no entry of the list is of a form that is known');
    tellLeftOut(entries - items.length);
    return items;
  };
}

function weighContainer({ name, image, labels, networks, ports }: RunningContainer): number {
  return name.length + image.length + weighLabels(labels) + costOfItem * (1 + networks.length + ports.length);
}

function weighNetwork({ name, labels }: ListedNetwork): number {
  return name.length + weighLabels(labels) + costOfItem;
}

function weighLabels(labels: Readonly<Record<string, string>>): number {
  return Object.entries(labels).reduce((sum, [name, value]) => sum + name.length + value.length + costOfItem, 0);
}
