import { gauge } from '../../../exposition/family.js';
import { label } from '../../../exposition/labels.js';
import { afterHeader } from '../../../kernel/proc/socket-table.js';
import { utf8 } from '../../../kernel/text/bytes.js';
import type { Collector } from '../../collector.js';

const entries = gauge('node_arp_entries', 'ARP entries by device.', ['device']);

export const hostArp: Collector = {
  name: 'host-arp',
  group: 'host',
  help: "The host's neighbours by interface",
  enabledByDefault: true,
  needs: 'nothing',
  families: [entries],
  async collect({ proc, emit, breathe }) {
    const counts = new Map<string, number>();
    let isFirst = true;
    for (const piece of proc.lines('1/net/arp')) {
      countArpDevices(isFirst ? afterHeader(piece) : piece, counts);
      isFirst = false;
      const turn = breathe();
      if (turn) await turn;
    }
    for (const [device, count] of counts) emit(entries, count, label('device', device));
  },
};

/**
 * Adds the lines of a piece of net/arp to `counts`, by their last field, the interface.
 *
 *     IP address       HW type     Flags       HW address            Mask     Device
 *     172.17.0.2       0x1         0x2         02:42:ac:11:00:02     *        docker0
 */
export function countArpDevices(text: Uint8Array, counts: Map<string, number>): void {
  for (const line of utf8(text).split('\n')) {
    const device = /\S+$/.exec(line.trimEnd())?.[0];
    if (device !== undefined) counts.set(device, (counts.get(device) ?? 0) + 1);
  }
}
