import { type Family, gauge } from '../../../exposition/family.js';
import { label, labels } from '../../../exposition/labels.js';
import { numberOf } from '../../../kernel/sys/sysfs.js';
import type { Collector } from '../../collector.js';

/** By file: its family, and the divisor of the kernel's unit (uV, uA, uWh, tenths of a degree). */
const figures = new Map<string, readonly [family: Family, divisor: number]>();
const declare = (divisor: number, names: Readonly<Record<string, string>>) => {
  for (const [file, name] of Object.entries(names)) {
    const help = `${name} value of /sys/class/power_supply/<power_supply>.`;
    figures.set(file, [gauge(`node_power_supply_${name}`, help, ['power_supply']), divisor]);
  }
};
const alike = (...files: string[]) => Object.fromEntries(files.map((file) => [file, file]));

declare(1, {
  ...alike('authentic', 'calibrate', 'capacity', 'capacity_alert_max', 'capacity_alert_min', 'online', 'present'),
  ...{
    cycle_count: 'cyclecount',
    time_to_empty_now: 'time_to_empty_seconds',
    time_to_full_now: 'time_to_full_seconds',
  },
});
declare(1e6, {
  ...alike('current_boot', 'current_max', 'energy_empty', 'energy_empty_design', 'energy_full', 'energy_full_design'),
  ...alike('voltage_boot', 'voltage_max', 'voltage_max_design', 'voltage_min', 'voltage_min_design', 'voltage_ocv'),
  ...alike('charge_control_limit', 'charge_control_limit_max', 'charge_counter', 'charge_empty', 'charge_empty_design'),
  ...alike('charge_full', 'charge_full_design', 'charge_term_current', 'constant_charge_current'),
  ...alike('constant_charge_current_max', 'constant_charge_voltage', 'constant_charge_voltage_max'),
  ...alike('precharge_current', 'input_current_limit'),
  ...{ current_now: 'current_ampere', energy_now: 'energy_watthour', voltage_now: 'voltage_volt' },
  ...{ charge_now: 'charge_ampere', power_now: 'power_watt' },
});
declare(
  10,
  Object.fromEntries(
    ['temp', 'temp_alert_max', 'temp_alert_min', 'temp_ambient', 'temp_ambient_max', 'temp_ambient_min', 'temp_max']
      .concat('temp_min')
      .map((file) => [file, `${file}_celsius`]),
  ),
);

const texts = [
  ...['capacity_level', 'charge_type', 'health', 'manufacturer', 'model_name', 'scope', 'serial_number', 'status'],
  ...['technology', 'type', 'usb_type'],
];
const info = gauge('node_power_supply_info', 'Texts of /sys/class/power_supply/<power_supply>, value is always 1.', [
  'power_supply',
  ...texts,
]);

export const hostPowerSupply: Collector = {
  name: 'host-power-supply',
  group: 'host',
  help: 'Batteries, power adapters and UPS that the kernel knows',
  enabledByDefault: true,
  needs: 'nothing',
  families: [info, ...[...figures.values()].map(([family]) => family)],
  async collect({ sys, emit, breathe }) {
    for (const supply of sys.list('class/power_supply')) {
      const folder = `class/power_supply/${supply}`;
      const files = new Set(sys.list(folder));
      const text = (file: string) => (files.has(file) ? sys.text(`${folder}/${file}`) : undefined);
      emit(info, 1, labels({ power_supply: supply, ...Object.fromEntries(texts.map((file) => [file, text(file)])) }));
      for (const [file, [family, divisor]] of figures) {
        const value = numberOf(text(file) ?? '');
        emit(family, value === undefined ? undefined : value / divisor, label('power_supply', supply));
      }
      // A battery's controller may respond slowly.
      const turn = breathe();
      if (turn) await turn;
    }
  },
};
