import { createNetworkNamespaces } from '../../../discovery/cgroup/network-namespaces.js';
import { gauge } from '../../../exposition/family.js';
import { label } from '../../../exposition/labels.js';
import type { ProcReader } from '../../../kernel/proc/procfs.js';
import { afterHeader, countSocketStates } from '../../../kernel/proc/socket-table.js';
import type { Collector } from '../../collector.js';
import { eachRunning } from '../../each.js';

/** include/net/tcp_states.h */
const tcpStates = {
  established: 1,
  synsent: 2,
  synrecv: 3,
  finwait1: 4,
  finwait2: 5,
  timewait: 6,
  close: 7,
  closewait: 8,
  lastack: 9,
  listen: 10,
  closing: 11,
};

/** UDP has no states of its own: a socket that is bound but not connected shows TCP's "close", and is listening. */
const udpStates = { listen: 7, established: 1 };

const protocols = [
  { protocol: 'tcp', states: tcpStates, stateLabel: 'tcp_state' },
  { protocol: 'tcp6', states: tcpStates, stateLabel: 'tcp_state' },
  { protocol: 'udp', states: udpStates, stateLabel: 'udp_state' },
  { protocol: 'udp6', states: udpStates, stateLabel: 'udp_state' },
].map(({ protocol, states, stateLabel }) => ({
  protocol,
  states: Object.entries(states).map(([name, code]) => ({ code, labels: label(stateLabel, name) })),
  family: gauge(
    `container_network_${protocol}_usage_total`,
    `${protocol.toUpperCase()} sockets now, by state; once per network namespace. A gauge, in spite of its name.`,
    [stateLabel],
  ),
}));

export const sockets: Collector = {
  name: 'sockets',
  help: 'TCP and UDP sockets by state, from /proc/<pid>/net; the kernel walks the table of all connections of the host for each network namespace, milliseconds on large hosts',
  enabledByDefault: false,
  needs: 'runtime',
  families: protocols.map(({ family }) => family),
  async collect(scrape) {
    const { proc, processes } = scrape;
    processes.mustBeVisible();
    const namespaces = createNetworkNamespaces<number>(proc.networkNamespace(1), scrape.choices.networkShared);
    await eachRunning(scrape, (container) => {
      if (container.cgroup.kind !== 'container') return;
      const pid = processes.representative(container);
      const namespace = pid === undefined ? undefined : proc.networkNamespace(pid);
      if (pid !== undefined && namespace !== undefined) namespaces.join(container, namespace, pid);
    });
    await eachRunning(scrape, (container, emit) => {
      const pid = namespaces.reading(container);
      if (pid === undefined) return;
      for (const { protocol, states, family } of protocols) {
        const counts = countStates(proc, `${pid}/net/${protocol}`);
        if (!counts) continue;
        for (const { code, labels } of states) emit(family, counts.get(code) ?? 0, labels);
      }
    });
  },
};

/** Sockets by state; undefined if the file is absent. */
function countStates(proc: ProcReader, file: string): ReadonlyMap<number, number> | undefined {
  let counts: Map<number, number> | undefined;
  for (const piece of proc.lines(file)) {
    const lines = counts ? piece : afterHeader(piece);
    counts ??= new Map();
    countSocketStates(lines, counts);
  }
  return counts;
}
