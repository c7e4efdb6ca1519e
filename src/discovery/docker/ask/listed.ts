import { DockerAnswerError } from '../answer-error.js';
import type { StatusText } from '../container-list.js';
import { type ListedContainer, readListedContainer } from '../container-list.js';
import { asObject } from '../json/json.js';
import { jsonElements } from '../json/json-elements.js';
import type { DockerAnswer, DockerSession } from '../session.js';
import { createTextPool } from './text-pool.js';

/** The most containers without a cgroup that are kept from a list. */
const mostStopped = 10_000;

/** The most bytes read of a list: ten thousand containers are a fifth of it. */
const longestList = 64 * 1024 * 1024;

/** Bytes of JSON text of one entry, and of one string in it; longer strings are cut. */
const longestEntry = 256 * 1024;
const longestString = 16 * 1024;

/** The most characters of names, images, labels and volumes kept per entry, and in total. */
const keptOfOne = 64 * 1024;
const keptOfAll = 16 * 1024 * 1024;

const mostStatuses = 1000;

export interface ContainerListing {
  readonly containers: readonly ListedContainer[];
  /** Entries that are not containers. */
  readonly illFormed: number;
  /** Containers left out because there were too many. */
  readonly leftOut: number;
  /** Containers with labels or volumes left out because they were too long. */
  readonly shortened: number;
}

/**
 * `GET /containers/json?all=1`, read as a stream. Whatever the daemon sends, what is kept is bounded: every container
 * with a cgroup (`running` says which), and so many of the others. Entries that have not changed since the last list
 * are reused.
 *
 * @throws DockerAnswerError if it is not a list of containers
 */
export async function listContainers(
  session: DockerSession,
  prefix: string,
  running: ReadonlyMap<string, unknown>,
  last: (id: string) => ListedContainer | undefined,
): Promise<ContainerListing> {
  const read = (answer: DockerAnswer) => readListing(answer.chunks, running, last);
  return await session.get(`${prefix}/containers/json?all=1`, read, longestList);
}

async function readListing(
  chunks: AsyncIterable<Uint8Array>,
  running: ReadonlyMap<string, unknown>,
  last: (id: string) => ListedContainer | undefined,
): Promise<ContainerListing> {
  const share = createTextPool();
  const statuses = new Map<string, StatusText>();
  // By id, as a daemon may list a container twice while it is changing.
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
    containers.set(container.id, reuse(short, last(container.id), share, statuses));
  }
  if (illFormed > 0 && containers.size === 0) {
    const what = illFormed === 1 ? 'its only entry is no container' : `none of ${illFormed} entries is a container`;
    throw new DockerAnswerError(`the answer is a list, but ${what}`);
  }
  return { containers: [...containers.values()], illFormed, leftOut, shortened };
}

/**
 * So that nothing of an unchanged list stays in memory, and a host with thousands of containers does not need twice the
 * memory.
 */
function reuse(
  next: ListedContainer,
  last: ListedContainer | undefined,
  share: (text: string) => string,
  statuses: Map<string, StatusText>,
): ListedContainer {
  if (last && isEqual(next, last)) return last;
  // A running container's status text changes every minute.
  const status = shareStatus(next.status, statuses);
  if (last && isEqual(next.labels, last.labels)) return { ...next, status, labels: last.labels };
  const labels = Object.fromEntries(Object.entries(next.labels).map(([name, value]) => [name, share(value)]));
  return { ...next, status, image: share(next.image), imageId: share(next.imageId), labels };
}

/** Thousands may have exited the same time ago, in the list's words. */
function shareStatus(status: StatusText, known: Map<string, StatusText>): StatusText {
  const text = `${status.lasting} ${status.health} ${status.age}`;
  const same = known.get(text) ?? status;
  if (known.size < mostStatuses) known.set(text, same);
  return same;
}

/** Whether two values read from JSON are equal; node:util's comparison takes three times as long. */
function isEqual(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, i) => isEqual(item, other[i]));
  }
  const [a, b] = [asObject(one), asObject(other)];
  if (!a || !b) return one === other;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => isEqual(a[name], b[name]));
}

/** The container itself if its texts are short enough, else without its volumes and longest labels. */
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
