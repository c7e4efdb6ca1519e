import { gauge } from '../../../exposition/family.js';
import { label } from '../../../exposition/labels.js';
import type { ProcReader } from '../../../kernel/proc/procfs.js';
import { markLocalPorts, type PortRange, parsePortRange } from '../../../kernel/proc/socket-table.js';
import type { Collector } from '../../collector.js';

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

const protocols: Readonly<Record<string, readonly string[]>> = {
  tcp: ['1/net/tcp', '1/net/tcp6'],
  udp: ['1/net/udp', '1/net/udp6'],
};

export const hostPorts: Collector = {
  name: 'host-ports',
  group: 'host',
  help: "The share of the host's ephemeral ports in use. Reads every TCP and UDP socket: about 2.5 us each",
  enabledByDefault: true,
  needs: 'nothing',
  families: [ports, assumed, inUse, ratio],
  collect({ proc, emit }) {
    const range = proc.read('sys/net/ipv4/ip_local_port_range', parsePortRange);
    if (!range) return;
    const size = range.last - range.first + 1;
    emit(ports, size);
    emit(assumed, proc.isOtherNetworkNamespace() ? 1 : 0);
    for (const [protocol, files] of Object.entries(protocols)) {
      const count = countPorts(proc, files, range);
      emit(inUse, count, label('protocol', protocol));
      emit(ratio, count === undefined ? undefined : count / size, label('protocol', protocol));
    }
  },
};

/** Distinct local ports within a range, of all files together; undefined where none is there. */
function countPorts(proc: ProcReader, files: readonly string[], { first, last }: PortRange): number | undefined {
  const marks = new Uint8Array(65536);
  const mark = (text: Uint8Array): true => {
    markLocalPorts(text, marks);
    return true;
  };
  if (files.filter((file) => proc.read(file, mark, 'lines')).length === 0) return undefined;
  let count = 0;
  for (let port = first; port <= last; port++) count += marks[port] as number;
  return count;
}
