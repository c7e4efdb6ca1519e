import { gauge } from '../../../exposition/family.js';
import { labels } from '../../../exposition/labels.js';
import type { Collector } from '../../collector.js';

const available = gauge('node_time_clocksource_available_info', 'Clocksources that the kernel may use, value is 1.', [
  'clocksource',
  'device',
]);
const current = gauge('node_time_clocksource_current_info', 'The clocksource that the kernel uses, value is 1.', [
  'clocksource',
  'device',
]);

const root = 'devices/system/clocksource';

export const hostClocksource: Collector = {
  name: 'host-clocksource',
  group: 'host',
  help: 'What the kernel takes the time from',
  enabledByDefault: true,
  needs: 'nothing',
  families: [available, current],
  collect({ sys, emit }) {
    for (const name of sys.list(root)) {
      const device = /^clocksource(\d+)$/.exec(name)?.[1];
      if (device === undefined) continue;
      for (const clocksource of sys.text(`${root}/${name}/available_clocksource`)?.split(' ') ?? []) {
        emit(available, 1, labels({ clocksource, device }));
      }
      const clocksource = sys.text(`${root}/${name}/current_clocksource`);
      if (clocksource) emit(current, 1, labels({ clocksource, device }));
    }
  },
};
