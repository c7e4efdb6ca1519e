/**
 * Which collectors are polled when. A poll must cost less than half a scrape, so what the table shows comes in two halves by
 * turns, and what changes slowly comes once a minute, in parts of its own.
 */

/** In both halves: what costs next to nothing, and who is there. */
const always = ['state', 'host-cpu', 'host-load', 'host-memory', 'host-pressure', 'host-time'];

const halves: readonly (readonly string[])[] = [
  [...always, 'memory', 'memory-events', 'pids', 'pressure', 'host-vmstat'],
  [...always, 'health', 'lifetime', 'cpu', 'network', 'io', 'host-network', 'host-conntrack'],
];

const slowly: readonly (readonly string[])[] = [
  ['info', 'tasks', 'cpu-guarantee', 'machine', 'version', 'host-uname'],
  ['container-fs', 'docker-filesystems', 'host-filesystem'],
  ['docker-df', 'docker-volumes', 'docker-images', 'host-ports', 'host-filefd', 'host-entropy'],
];
/** Polls from one slow part to the next: each comes once a minute. */
const slowEvery = 4;

/** Polls after which each family has been asked for again, the slow ones left out. */
export const cycle = halves.length;

/**
 * The parts of the exposition that are asked for at a poll, counted from 0, one after the other: names of enabled collectors.
 * The first poll asks for all.
 */
export function partsOfPoll(poll: number, enabled: ReadonlySet<string>): readonly (readonly string[])[] {
  const half = poll % cycle;
  const slow = poll % slowEvery === 0 ? (poll / slowEvery) % slowly.length : slowly.length;
  const parts =
    poll === 0 ? [...halves, ...slowly] : [...halves.slice(half, half + 1), ...slowly.slice(slow, slow + 1)];
  // The exporter takes a poll that names no collector as one for all.
  return parts.map((part) => part.filter((name) => enabled.has(name))).filter((part) => part.length > 0);
}
