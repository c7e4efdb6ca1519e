/**
 * Which collectors are polled when. A poll must cost less than half a scrape, so what the table shows comes in two halves by
 * turns, and what changes slowly or costs more comes once a minute.
 */

/** In both halves. */
const always = ['state', 'health', 'cpu', 'host-cpu', 'host-load', 'host-memory', 'host-pressure', 'host-time'];

const halves = [
  [...always, 'network', 'io', 'pressure', 'host-network', 'host-disk', 'host-conntrack', 'host-sockstat'],
  [...always, 'info', 'lifetime', 'memory', 'memory-events', 'pids', 'host-vmstat', 'host-stat'],
] as const;

/** What the first poll asks for and later ones once in so many. */
const slowly = [
  ...['tasks', 'cpu-guarantee', 'container-fs', 'docker-df', 'docker-volumes', 'docker-images'],
  ...['docker-filesystems', 'machine', 'version', 'host-filesystem', 'host-ports', 'host-filefd', 'host-entropy'],
  'host-uname',
];
const slowEvery = 12;

/** Polls after which each family has been asked for again, the slow ones left out. */
export const cycle = halves.length;

/** The parts of the exposition that are asked for at a poll, counted from 0: names of enabled collectors. */
export function partsOfPoll(poll: number, enabled: ReadonlySet<string>): readonly (readonly string[])[] {
  const chosen: (readonly string[])[] =
    poll === 0 ? [[...new Set([...halves.flat(), ...slowly])]] : [halves[poll % cycle] ?? []];
  if (poll > 0 && poll % slowEvery === 0) chosen.push(slowly);
  return chosen.map((part) => part.filter((name) => enabled.has(name))).filter((part) => part.length > 0);
}
