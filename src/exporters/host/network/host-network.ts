import { counter } from '../../../exposition/family.js';
import { label } from '../../../exposition/labels.js';
import { type NetDevice, parseNetDev } from '../../../kernel/proc/net-dev.js';
import type { Collector } from '../../collector.js';
import { emitFigures, type Figures, familiesOf } from '../../figures.js';

const receive = (column: string, what: string) =>
  counter(`node_network_receive_${column}_total`, `Network device: ${what}.`, ['device']);
const transmit = (column: string, what: string) =>
  counter(`node_network_transmit_${column}_total`, `Network device: ${what}.`, ['device']);

/** In the kernel's order. */
const figures: Figures<NetDevice> = [
  [receive('bytes', 'bytes received'), (device) => device.receive.bytes],
  [receive('packets', 'packets received'), (device) => device.receive.packets],
  [receive('errs', 'packets received with errors'), (device) => device.receive.errs],
  [
    receive('drop', 'packets received but dropped, those missed for want of room included'),
    (device) => device.receive.drop,
  ],
  [receive('fifo', 'receive queue overruns'), (device) => device.receive.fifo],
  [
    receive('frame', 'packets received with length, overrun, checksum or framing errors'),
    (device) => device.receive.frame,
  ],
  [receive('compressed', 'compressed packets received'), (device) => device.receive.compressed],
  [receive('multicast', 'multicast packets received'), (device) => device.receive.multicast],
  [transmit('bytes', 'bytes sent'), (device) => device.transmit.bytes],
  [transmit('packets', 'packets sent'), (device) => device.transmit.packets],
  [transmit('errs', 'packets that could not be sent'), (device) => device.transmit.errs],
  [transmit('drop', 'packets dropped instead of sent'), (device) => device.transmit.drop],
  [transmit('fifo', 'transmit queue underruns'), (device) => device.transmit.fifo],
  [transmit('colls', 'collisions'), (device) => device.transmit.colls],
  [transmit('carrier', 'carrier, abort, window and heartbeat errors'), (device) => device.transmit.carrier],
  [transmit('compressed', 'compressed packets sent'), (device) => device.transmit.compressed],
];

export const hostNetwork: Collector = {
  name: 'host-network',
  group: 'host',
  help: "Traffic of the host's network interfaces, loopback included",
  enabledByDefault: true,
  needs: 'nothing',
  families: familiesOf(figures),
  collect({ proc, emit }) {
    // Process 1 is in the host's network namespace even if this exporter is not; /proc/net is a link to self/net.
    for (const device of proc.once('1/net/dev', parseNetDev) ?? []) {
      emitFigures(figures, device, emit, label('device', device.device));
    }
  },
};
