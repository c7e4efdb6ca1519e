import { gauge } from '../../../exposition/family.js';
import { labels } from '../../../exposition/labels.js';
import { addQueues, afterHeader } from '../../../kernel/proc/socket-table.js';
import type { Collector, HostContext } from '../../collector.js';
import { parseSockstat } from './host-sockstat.js';

const queues = gauge(
  'node_udp_queues',
  'Bytes in the queues of all UDP sockets: received and not yet read, or to send.',
  ['ip', 'queue'],
);

/** Files of the host's network namespace, and the counts of its sockets, which cost a hundredth of the table. */
const tables = [
  { ip: 'v4', file: '1/net/udp', sockstat: '1/net/sockstat', protocol: 'UDP' },
  { ip: 'v6', file: '1/net/udp6', sockstat: '1/net/sockstat6', protocol: 'UDP6' },
] as const;

export const hostUdpQueues: Collector = {
  name: 'host-udp-queues',
  group: 'host',
  help: "Bytes that wait in the queues of the host's UDP sockets",
  enabledByDefault: true,
  needs: 'nothing',
  families: [queues],
  async collect(scrape) {
    for (const table of tables) {
      const sums = await sumOf(scrape, table);
      scrape.emit(queues, sums?.transmit, labels({ ip: table.ip, queue: 'tx' }));
      scrape.emit(queues, sums?.receive, labels({ ip: table.ip, queue: 'rx' }));
    }
  },
};

async function sumOf({ proc, breathe }: HostContext, { file, sockstat, protocol }: (typeof tables)[number]) {
  const sums = { transmit: 0, receive: 0 };
  const counted = proc.once(sockstat, parseSockstat)?.find((one) => one.protocol === protocol && one.name === 'inuse');
  if (counted?.value === 0) return sums;
  let isFirst = true;
  for (const piece of proc.lines(file)) {
    addQueues(isFirst ? afterHeader(piece) : piece, sums);
    isFirst = false;
    const turn = breathe();
    if (turn) await turn;
  }
  return isFirst ? undefined : sums;
}
