import { gauge } from '../../../exposition/family.js';
import type { Collector } from '../../collector.js';

const time = gauge('node_time_seconds', 'System time in seconds since epoch (1970), when the scrape began.');

export const hostTime: Collector = {
  name: 'host-time',
  group: 'host',
  help: "The host's clock",
  enabledByDefault: true,
  needs: 'nothing',
  families: [time],
  collect: ({ now, emit }) => emit(time, now),
};
