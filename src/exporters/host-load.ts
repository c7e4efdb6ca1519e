import { gauge } from '../exposition/family.js';
import { parseLoadavg } from '../kernel/parse/loadavg.js';
import type { HostExporter } from './exporter.js';

const load1 = gauge('node_load1', '1m load average.');
const load5 = gauge('node_load5', '5m load average.');
const load15 = gauge('node_load15', '15m load average.');

export const hostLoad: HostExporter = {
  name: 'host-load',
  help: "The host's load averages",
  scope: 'host',
  enabledByDefault: true,
  families: [load1, load5, load15],
  collect({ proc, emit }) {
    const load = proc.read('loadavg', parseLoadavg);
    emit(load1, load?.one);
    emit(load5, load?.five);
    emit(load15, load?.fifteen);
  },
};
