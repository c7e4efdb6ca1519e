/**
 * Which collectors are polled when. A poll must cost less than half a scrape, so the table's data is polled in
 * alternating parts, CPU and memory every second time. Slowly changing data is polled once a minute, in separate parts.
 */

/** In every poll: what costs next to nothing, and the list of containers. */
const always = ['state', 'host-cpu', 'host-load', 'host-memory', 'host-pressure', 'host-time'];
const memory = [...always, 'memory', 'memory-events', 'host-vmstat'];
const cpu = [...always, 'cpu', 'health'];

const turns: readonly (readonly string[])[] = [
  memory,
  [...cpu, 'io', 'pids'],
  memory,
  [...cpu, 'lifetime', 'pressure', 'network', 'host-network', 'host-conntrack'],
];

const slowly: readonly (readonly string[])[] = [
  ['info', 'tasks', 'cpu-guarantee', 'machine', 'version', 'host-uname'],
  ['container-fs', 'docker-filesystems', 'host-filesystem'],
  ['docker-daemon', 'docker-df', 'docker-volumes', 'docker-images', 'host-ports', 'host-filefd', 'host-entropy'],
];
/** Polls between two slow parts: each is polled once a minute. */
const slowEvery = 4;

/** Polls after which most problems show. */
export const cycle = 2;

/**
 * The parts of the exposition that a poll (counted from 0) requests, one after the other: names of enabled collectors.
 * The first poll requests all.
 */
export function partsOfPoll(poll: number, enabled: ReadonlySet<string>): readonly (readonly string[])[] {
  const turn = poll % turns.length;
  const slow = poll % slowEvery === 0 ? (poll / slowEvery) % slowly.length : slowly.length;
  const parts =
    poll === 0
      ? [...new Set([...turns, ...slowly])]
      : [...turns.slice(turn, turn + 1), ...slowly.slice(slow, slow + 1)];
  // Without a collector name the exporter would return all.
  return parts.map((part) => part.filter((name) => enabled.has(name))).filter((part) => part.length > 0);
}
