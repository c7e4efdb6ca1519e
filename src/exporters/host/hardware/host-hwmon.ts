import { counter, familyTemplate, gauge } from '../../../exposition/family.js';
import { labels } from '../../../exposition/labels.js';
import type { SysReader } from '../../../kernel/sys/sysfs.js';
import type { Collector, Emit } from '../../collector.js';
import { figureOfSensor, parseSensorFile, type SensorFile } from './hwmon-sensor.js';

const chipNames = gauge('node_hwmon_chip_names', 'Annotation metric for human-readable chip names.', [
  'chip',
  'chip_name',
]);
const sensorLabel = gauge('node_hwmon_sensor_label', 'Label for given chip and sensor.', ['chip', 'label', 'sensor']);
const ofSensor = ['chip', 'sensor'];
const figure = familyTemplate('gauge', 'node_hwmon_{field}', 'Hardware monitor: {field}.', ofSensor);
const energy = counter('node_hwmon_energy_joule_total', 'Hardware monitor: energy used so far.', ofSensor);

/** A server with many disks has a chip for each. */
const mostChips = 256;

export const hostHwmon: Collector = {
  name: 'host-hwmon',
  group: 'host',
  help: 'Temperatures, fans, voltages and power of the hardware monitors',
  enabledByDefault: true,
  needs: 'nothing',
  families: [chipNames, sensorLabel, energy, figure],
  async collect({ sys, emit, breathe }) {
    for (const monitor of sys.list('class/hwmon').slice(0, mostChips)) {
      emitChip(sys, `class/hwmon/${monitor}`, emit);
      // A sensor behind a slow bus takes milliseconds.
      const turn = breathe();
      if (turn) await turn;
    }
  },
};

function emitChip(sys: SysReader, folder: string, emit: Emit): void {
  const device = sys.target(`${folder}/device`);
  const chip = chipOf(sys, folder, device);
  const name = cleaned(sys.text(`${folder}/name`) ?? '');
  if (name !== '') emit(chipNames, 1, labels({ chip, chip_name: name }));
  // Old drivers have their files one level deeper.
  const seen = new Set<string>();
  for (const place of device === undefined ? [folder] : [folder, `${folder}/device`]) {
    for (const file of sys.list(place)) {
      const sensor = parseSensorFile(file);
      if (!sensor || seen.has(file)) continue;
      seen.add(file);
      const text = sys.text(`${place}/${file}`);
      // GPUs have several frequencies that only differ by label: node_exporter puts it in place of the number.
      const clock = sensor.type === 'freq' ? sys.text(`${place}/${sensor.sensor}_label`) : undefined;
      if (sensor.type !== 'freq' || sensor.element === 'label') emitSensor(sensor, text, chip, emit);
      else if (clock !== undefined) emitSensor({ ...sensor, sensor: cleaned(clock) }, text, chip, emit);
    }
  }
}

function emitSensor(file: SensorFile, text: string | undefined, chip: string, emit: Emit): void {
  if (text === undefined) return;
  if (file.element === 'label') {
    emit(sensorLabel, 1, labels({ chip, label: text, sensor: file.sensor }));
    return;
  }
  const { name, value, isTotal } = figureOfSensor(file, text) ?? {};
  if (name === undefined) return;
  emit(isTotal ? energy : figure.named(name), value, labels({ chip, sensor: file.sensor }));
}

/** hwmon3 may be another chip after a reboot; the device's place, such as `platform_coretemp_0`, stays the same. */
function chipOf(sys: SysReader, folder: string, device: string | undefined): string {
  if (device !== undefined) {
    const parts = device
      .split('/')
      .slice(-2)
      .map(cleaned)
      .filter((part) => part !== '');
    if (parts.length > 0) return parts.join('_');
  }
  return cleaned(sys.text(`${folder}/name`) ?? '') || folder.slice(folder.lastIndexOf('/') + 1);
}

const cleaned = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9:_]/g, '_')
    .replace(/^_+|_+$/g, '');
