import { gauge } from '../../../exposition/family.js';
import { label } from '../../../exposition/labels.js';
import type { ProcReader } from '../../../kernel/proc/procfs.js';
import {
  afterHeader,
  countClosing,
  markLocalPorts,
  type PortRange,
  parsePortRange,
} from '../../../kernel/proc/socket-table.js';
import type { Collector, HostContext } from '../../collector.js';
import { parseSockstat } from './host-sockstat.js';

const ports = gauge(
  'node_ephemeral_ports',
  'Ports that the kernel gives to outgoing connections (net.ipv4.ip_local_port_range), counted.',
);
const assumed = gauge(
  'node_ephemeral_ports_range_assumed',
  "1 where the exporter is not in the host's network namespace: the range is then its own namespace's (the kernel's default), as the host's is not to be seen from there.",
);
const inUse = gauge(
  'node_ephemeral_ports_in_use',
  "Distinct local ports within the range that sockets of the host's network namespace hold, closing ones (TIME_WAIT) included. Connections to different destinations may share a port, so there may be more of them.",
  ['protocol'],
);
const ratio = gauge(
  'node_ephemeral_ports_in_use_ratio',
  'Share of the ephemeral port range in use. Connections to one destination fail when it nears 1.',
  ['protocol'],
);

/** Files of the host's network namespace, and what sockstat and sockstat6 call the sockets in each. */
const protocols: Readonly<Record<string, readonly (readonly [file: string, sockets: string])[]>> = {
  tcp: [
    ['1/net/tcp', 'TCP'],
    ['1/net/tcp6', 'TCP6'],
  ],
  udp: [
    ['1/net/udp', 'UDP'],
    ['1/net/udp6', 'UDP6'],
  ],
};

export const hostPorts: Collector = {
  name: 'host-ports',
  group: 'host',
  help: "The share of the host's ephemeral ports in use. Reads every TCP and UDP socket: about 2.5 us each",
  enabledByDefault: true,
  needs: 'nothing',
  families: [ports, assumed, inUse, ratio],
  async collect(scrape) {
    const { proc, emit } = scrape;
    const range = proc.read('sys/net/ipv4/ip_local_port_range', parsePortRange);
    if (!range) return;
    const size = range.last - range.first + 1;
    emit(ports, size);
    emit(assumed, proc.isOtherNetworkNamespace() ? 1 : 0);
    for (const [protocol, tables] of Object.entries(protocols)) {
      const count = await countPorts(scrape, tables, range);
      emit(inUse, count, label('protocol', protocol));
      emit(ratio, count === undefined ? undefined : count / size, label('protocol', protocol));
    }
  },
};

/** Distinct local ports within a range, in all tables together; undefined if there are no tables. */
async function countPorts(
  { proc, breathe }: HostContext,
  tables: readonly (readonly [file: string, sockets: string])[],
  { first, last }: PortRange,
): Promise<number | undefined> {
  const marks = new Uint8Array(65536);
  let known = false;
  let closing = 0;
  for (const [file, sockets] of tables) {
    if (isEmpty(proc, sockets, closing)) {
      known = true;
      continue;
    }
    let isFirst = true;
    for (const piece of proc.lines(file)) {
      const text = isFirst ? afterHeader(piece) : piece;
      markLocalPorts(text, marks);
      if (sockets === 'TCP') closing += countClosing(text);
      known = true;
      isFirst = false;
      const turn = breathe();
      if (turn) await turn;
    }
  }
  if (!known) return undefined;
  let count = 0;
  for (let port = first; port <= last; port++) count += marks[port] as number;
  return count;
}

/**
 * Whether the kernel counts no such socket, so that reading its whole table can be skipped. `seen` closing ones are in
 * tables that were read before.
 */
function isEmpty(proc: ProcReader, sockets: string, seen: number): boolean {
  const figure = (protocol: string, name: string) => {
    const file = protocol.endsWith('6') ? '1/net/sockstat6' : '1/net/sockstat';
    return proc.once(file, parseSockstat)?.find((field) => field.protocol === protocol && field.name === name)?.value;
  };
  if (figure(sockets, 'inuse') !== 0) return false;
  if (!sockets.startsWith('TCP')) return true;
  // Closing connections are in the tables too; one count covers both address families.
  const closing = figure('TCP', 'tw');
  return closing !== undefined && closing <= seen;
}
