import { counter } from '../../../exposition/family.js';
import { label } from '../../../exposition/labels.js';
import { parseNetDev } from '../../../kernel/proc/net-dev.js';
import type { HostExporter } from '../../collector.js';

const receive = (column: string, what: string) =>
  counter(`node_network_receive_${column}_total`, `Network device: ${what}.`, ['device']);
const transmit = (column: string, what: string) =>
  counter(`node_network_transmit_${column}_total`, `Network device: ${what}.`, ['device']);

const received = {
  bytes: receive('bytes', 'bytes received'),
  packets: receive('packets', 'packets received'),
  errs: receive('errs', 'packets received with errors'),
  drop: receive('drop', 'packets received but dropped, those missed for want of room included'),
  fifo: receive('fifo', 'receive queue overruns'),
  frame: receive('frame', 'packets received with length, overrun, checksum or framing errors'),
  compressed: receive('compressed', 'compressed packets received'),
  multicast: receive('multicast', 'multicast packets received'),
} as const;

const transmitted = {
  bytes: transmit('bytes', 'bytes sent'),
  packets: transmit('packets', 'packets sent'),
  errs: transmit('errs', 'packets that could not be sent'),
  drop: transmit('drop', 'packets dropped instead of sent'),
  fifo: transmit('fifo', 'transmit queue underruns'),
  colls: transmit('colls', 'collisions'),
  carrier: transmit('carrier', 'carrier, abort, window and heartbeat errors'),
  compressed: transmit('compressed', 'compressed packets sent'),
} as const;

export const hostNetwork: HostExporter = {
  name: 'host-network',
  help: "Traffic of the host's network interfaces, loopback included",
  scope: 'host',
  enabledByDefault: true,
  families: [...Object.values(received), ...Object.values(transmitted)],
  collect({ proc, emit }) {
    // Process 1 is in the host's network namespace, also where this exporter is not; /proc/net is a link to self/net.
    for (const device of proc.read('1/net/dev', parseNetDev) ?? []) {
      const name = label('device', device.device);
      for (const column of receiveColumns) emit(received[column], device.receive[column], name);
      for (const column of transmitColumns) emit(transmitted[column], device.transmit[column], name);
    }
  },
};

const receiveColumns = Object.keys(received) as (keyof typeof received)[];
const transmitColumns = Object.keys(transmitted) as (keyof typeof transmitted)[];
