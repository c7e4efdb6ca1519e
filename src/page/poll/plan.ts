/**
 * Which collectors are polled when. A poll must cost less than half a scrape, so what the table shows comes in parts by turns,
 * CPU and memory every second time. What changes slowly comes once a minute, in parts of its own.
 */

/** In all turns: what costs next to nothing, and who is there. */
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
/** Polls from one slow part to the next: each comes once a minute. */
const slowEvery = 4;

/** Polls after which most of what is wrong shows. */
export const cycle = 2;

/**
 * The parts of the exposition that are asked for at a poll, counted from 0, one after the other: names of enabled collectors.
 * The first poll asks for all.
 */
export function partsOfPoll(poll: number, enabled: ReadonlySet<string>): readonly (readonly string[])[] {
  const turn = poll % turns.length;
  const slow = poll % slowEvery === 0 ? (poll / slowEvery) % slowly.length : slowly.length;
  const parts =
    poll === 0
      ? [...new Set([...turns, ...slowly])]
      : [...turns.slice(turn, turn + 1), ...slowly.slice(slow, slow + 1)];
  // The exporter takes a poll that names no collector as one for all.
  return parts.map((part) => part.filter((name) => enabled.has(name))).filter((part) => part.length > 0);
}
