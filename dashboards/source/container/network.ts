import { colours } from '../colours.js';
import { perSecond } from '../container-expressions.js';
import { ofContainer, oneContainer } from '../selectors.js';
import { trend } from '../trend.js';
import { units } from '../units.js';

const both = (what: string, by?: string) => ({
  received: perSecond(`container_network_receive_${what}_total`, by),
  sent: perSecond(`container_network_transmit_${what}_total`, by),
});

const bytes = both('bytes', 'interface');
const packets = both('packets', 'interface');
const dropped = both('packets_dropped');
const errors = both('errors');

const socketStates = (protocol: string) =>
  `sum by (${oneContainer}, tcp_state) (container_network_${protocol}_usage_total{${ofContainer}})`;

export const networkPanels = () => [
  trend({
    title: 'Network traffic',
    description:
      "By interface; sent is below zero. Nothing for a container on the host's network or on another container's: it has no interfaces of its own.",
    unit: units.bytesPerSecond,
    lines: [
      { expr: bytes.received, legend: 'received {{interface}}, {{instance}}', colour: colours.inward },
      { expr: bytes.sent, legend: 'sent {{interface}}, {{instance}}', colour: colours.outward, below: true },
    ],
  }),
  trend({
    title: 'Packets',
    description: 'By interface; sent is below zero. Many packets for few bytes cost CPU.',
    unit: units.packetsPerSecond,
    lines: [
      { expr: packets.received, legend: 'received {{interface}}, {{instance}}', colour: colours.inward },
      { expr: packets.sent, legend: 'sent {{interface}}, {{instance}}', colour: colours.outward, below: true },
    ],
  }),
  trend({
    title: 'Network errors and drops',
    description:
      'Should be zero. Drops: nobody took the packets in time. Errors: they were damaged or could not be sent. Of sending is below zero.',
    unit: units.packetsPerSecond,
    lines: [
      { expr: dropped.received, legend: 'dropped while receiving, {{instance}}', colour: colours.waiting },
      { expr: dropped.sent, legend: 'dropped while sending, {{instance}}', colour: colours.waiting, below: true },
      { expr: errors.received, legend: 'errors while receiving, {{instance}}', colour: colours.bad },
      { expr: errors.sent, legend: 'errors while sending, {{instance}}', colour: colours.bad, below: true },
    ],
  }),
  trend({
    title: 'TCP sockets',
    description:
      'By state, IPv4 and IPv6. Many in close_wait: the program does not close its connections. Needs the collector sockets (off by default).',
    unit: units.count,
    stacked: true,
    lines: [
      { expr: socketStates('tcp'), legend: '{{tcp_state}} IPv4, {{instance}}' },
      { expr: socketStates('tcp6'), legend: '{{tcp_state}} IPv6, {{instance}}' },
    ],
  }),
];
