import { colours } from '../colours.js';
import { latest, perSecond } from '../host-expressions.js';
import { trend } from '../trend.js';
import { units } from '../units.js';

/** Virtual cables of containers repeat what the containers have themselves. */
const device = { by: 'device', only: ', device!~"lo|veth.*"' };

export const networkPanels = () => [
  trend({
    title: 'Network utilization',
    description: "By device; sent is below zero. Loopback and the containers' ends of virtual cables are left out.",
    unit: units.bytesPerSecond,
    lines: [
      {
        expr: perSecond('node_network_receive_bytes_total', device),
        legend: 'received {{device}}, {{instance}}',
        colour: colours.inward,
      },
      {
        expr: perSecond('node_network_transmit_bytes_total', device),
        legend: 'sent {{device}}, {{instance}}',
        colour: colours.outward,
        below: true,
      },
    ],
  }),
  trend({
    title: 'Network saturation',
    description: 'Packets dropped for want of room or time. Should be near zero. Of sending is below zero.',
    unit: units.packetsPerSecond,
    lines: [
      {
        expr: perSecond('node_network_receive_drop_total', device),
        legend: 'dropped while receiving {{device}}, {{instance}}',
        colour: colours.waiting,
      },
      {
        expr: perSecond('node_network_transmit_drop_total', device),
        legend: 'dropped while sending {{device}}, {{instance}}',
        colour: colours.waiting,
        below: true,
      },
    ],
  }),
  trend({
    title: 'Network errors',
    description:
      'Damaged packets, collisions, carrier losses. Any is trouble of a cable, a card or its driver. Of sending is below zero.',
    unit: units.packetsPerSecond,
    lines: [
      {
        expr: perSecond('node_network_receive_errs_total', device),
        legend: 'receiving {{device}}, {{instance}}',
        colour: colours.bad,
      },
      {
        expr: perSecond('node_network_transmit_errs_total', device),
        legend: 'sending {{device}}, {{instance}}',
        colour: colours.bad,
        below: true,
      },
    ],
  }),
  trend({
    title: 'Sockets',
    description:
      'TCP sockets in use, and those in time_wait, which hold a port for a minute after the end of a connection.',
    unit: units.count,
    lines: [
      { expr: latest('node_sockstat_TCP_inuse'), legend: 'in use, {{instance}}', colour: colours.used },
      { expr: latest('node_sockstat_TCP_tw'), legend: 'time_wait, {{instance}}', colour: colours.reclaimable },
    ],
  }),
];
