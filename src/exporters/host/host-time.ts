import { gauge } from '../../exposition/family.js';
import type { HostExporter } from '../collector.js';

const time = gauge('node_time_seconds', 'System time in seconds since epoch (1970), when the scrape began.');

export const hostTime: HostExporter = {
  name: 'host-time',
  help: "The host's clock",
  scope: 'host',
  enabledByDefault: true,
  families: [time],
  collect: ({ now, emit }) => emit(time, now),
};
