import { DockerAnswerError } from '../answer-error.js';
import { type ListedContainer, readListedContainer } from '../container-list.js';
import { jsonElements } from '../json-elements.js';
import type { DockerAnswer, DockerSession } from '../session.js';

/** Containers without a cgroup that are taken from a list. */
const mostStopped = 20_000;

/** Bytes of a list that are read: ten thousand containers are a fifth of it. */
const longestList = 64 * 1024 * 1024;

/** Bytes of JSON text of one entry, and of one string in it, of which the rest is cut off. */
const longestEntry = 256 * 1024;
const longestString = 16 * 1024;

/** Characters of names, images, labels and volumes that are kept of one entry, and of all. */
const keptOfOne = 64 * 1024;
const keptOfAll = 16 * 1024 * 1024;

export interface ContainerListing {
  readonly containers: readonly ListedContainer[];
  /** Entries that are no containers. */
  readonly illFormed: number;
  /** Containers that were left out for being too many. */
  readonly leftOut: number;
  /** Containers some of whose labels and volumes were left out for being too long. */
  readonly shortened: number;
}

/**
 * `GET /containers/json?all=1`, taken as it comes. Whatever the daemon sends, what is kept is bounded: of those with a
 * cgroup, which are told by `running`, each; of the others so many.
 *
 * @throws DockerAnswerError for what is no list of containers
 */
export async function listContainers(
  session: DockerSession,
  prefix: string,
  running: ReadonlyMap<string, unknown>,
): Promise<ContainerListing> {
  const read = (answer: DockerAnswer) => readListing(answer.chunks, running);
  return await session.get(`${prefix}/containers/json?all=1`, read, longestList);
}

async function readListing(
  chunks: AsyncIterable<Uint8Array>,
  running: ReadonlyMap<string, unknown>,
): Promise<ContainerListing> {
  // By id, as a daemon may list a container twice while it changes.
  const containers = new Map<string, ListedContainer>();
  let [illFormed, leftOut, shortened, stopped, kept] = [0, 0, 0, 0, 0];
  for await (const entry of jsonElements(chunks, { longestElement: longestEntry, longestString })) {
    const container = readListedContainer(entry);
    if (!container) {
      illFormed += 1;
      continue;
    }
    if (!running.has(container.id) && !containers.has(container.id)) stopped += 1;
    if (!running.has(container.id) && stopped > mostStopped) {
      leftOut += 1;
      continue;
    }
    const short = shorten(container, Math.min(keptOfOne, keptOfAll - kept));
    if (short !== container) shortened += 1;
    kept += textOf(short);
    containers.set(container.id, short);
  }
  if (illFormed > 0 && containers.size === 0) {
    const what = illFormed === 1 ? 'its only entry is no container' : `none of ${illFormed} entries is a container`;
    throw new DockerAnswerError(`the answer is a list, but ${what}`);
  }
  return { containers: [...containers.values()], illFormed, leftOut, shortened };
}

/** The container itself where its texts are short enough, else without its volumes and longest labels. */
function shorten(container: ListedContainer, most: number): ListedContainer {
  if (textOf(container) <= most) return container;
  const bare = { ...container, labels: {}, volumes: [] };
  let room = most - textOf(bare);
  const labels = Object.entries(container.labels).sort((a, b) => lengthOf(a) - lengthOf(b));
  const fitting = labels.filter((label) => {
    room -= lengthOf(label);
    return room >= 0;
  });
  return { ...bare, labels: Object.fromEntries(fitting) };
}

function textOf({ name, image, imageId, labels, volumes }: ListedContainer): number {
  let length = name.length + image.length + imageId.length;
  for (const label of Object.entries(labels)) length += lengthOf(label);
  for (const volume of volumes) length += volume.length;
  return length;
}

function lengthOf([name, value]: readonly [string, string]): number {
  return name.length + value.length;
}
