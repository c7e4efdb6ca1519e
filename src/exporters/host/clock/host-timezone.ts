import { gauge } from '../../../exposition/family.js';
import { label } from '../../../exposition/labels.js';
import { readTimeZone } from '../../../kernel/fs/time-zone.js';
import type { Collector } from '../../collector.js';

const offset = gauge('node_time_zone_offset_seconds', "Seconds that the host's time zone is ahead of UTC now.", [
  'time_zone',
]);

export const hostTimezone: Collector = {
  name: 'host-timezone',
  group: 'host',
  help: "The host's time zone, and how far it is from UTC",
  enabledByDefault: true,
  needs: 'nothing',
  families: [offset],
  collect({ proc, rootfs, now, emit }) {
    if (rootfs.isOther(proc.mounts())) return;
    const zone = readTimeZone(rootfs.root, now);
    if (zone) emit(offset, zone.offset, label('time_zone', zone.abbreviation));
  },
};
