import { gauge } from '../../../exposition/family.js';
import { labels } from '../../../exposition/labels.js';
import type { Collector } from '../../collector.js';

const temperature = gauge('node_thermal_zone_temp', 'Zone temperature in Celsius.', ['type', 'zone']);
const current = gauge('node_cooling_device_cur_state', 'Current throttle state of the cooling device.', [
  'name',
  'type',
]);
const most = gauge('node_cooling_device_max_state', 'Maximum throttle state of the cooling device.', ['name', 'type']);

export const hostThermal: Collector = {
  name: 'host-thermal',
  group: 'host',
  help: 'Thermal zones, and how far cooling devices are turned up',
  enabledByDefault: true,
  needs: 'nothing',
  families: [temperature, current, most],
  async collect({ sys, emit, breathe }) {
    for (const name of sys.list('class/thermal')) {
      const [, kind, number] = /^(thermal_zone|cooling_device)(\d+)$/.exec(name) ?? [];
      if (number === undefined) continue;
      const folder = `class/thermal/${name}`;
      const type = sys.text(`${folder}/type`);
      if (kind === 'thermal_zone' && sys.text(`${folder}/mode`) !== 'disabled') {
        const thousandths = sys.number(`${folder}/temp`);
        emit(temperature, thousandths === undefined ? undefined : thousandths / 1000, labels({ type, zone: number }));
      }
      if (kind === 'cooling_device') {
        emit(current, sys.number(`${folder}/cur_state`), labels({ name: number, type }));
        emit(most, sys.number(`${folder}/max_state`), labels({ name: number, type }));
      }
      // Firmware may respond slowly.
      const turn = breathe();
      if (turn) await turn;
    }
  },
};
