/** What a hardware monitor's file describes: `temp1_input` is sensor `temp1`, of type `temp`, element `input`. */
export interface SensorFile {
  readonly sensor: string;
  readonly type: string;
  /** Empty for files such as `pwm1`. */
  readonly element: string;
}

const types = new Set([
  ...['vrm', 'beep_enable', 'update_interval', 'in', 'cpu', 'fan', 'pwm', 'temp', 'curr', 'power', 'energy'],
  ...['humidity', 'intrusion', 'freq'],
]);

/** Undefined for a file that does not belong to a sensor. https://docs.kernel.org/hwmon/sysfs-interface.html */
export function parseSensorFile(file: string): SensorFile | undefined {
  if (types.has(file)) return { sensor: `${file}0`, type: file, element: '' };
  const [, type = '', number = '', element = ''] = /^([a-z_]+?)(\d+)(?:_(\w+))?$/.exec(file) ?? [];
  return types.has(type) ? { sensor: `${type}${Number(number)}`, type, element } : undefined;
}

interface SensorFigure {
  /** What follows `node_hwmon_`, without `_total`. */
  readonly name: string;
  readonly value: number;
  readonly isTotal: boolean;
}

/** By type: the ending of the name, and the scale of the kernel's unit (mV, m°C, mA, uW, uJ, m%) in it. */
const units: Readonly<Record<string, readonly [ending: string, scale: number]>> = {
  in: ['_volts', 1e-3],
  cpu: ['_volts', 1e-3],
  temp: ['_celsius', 1e-3],
  curr: ['_amps', 1e-3],
  power: ['_watt', 1e-6],
  energy: ['_joule', 1e-6],
  humidity: ['', 1e-6],
};

/** The name and value of a sensor's element, as in node_exporter; undefined if it is not a number. */
export function figureOfSensor({ type, element }: SensorFile, text: string): SensorFigure | undefined {
  const number = text === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(number)) return undefined;
  const as = (name: string, scale = 1): SensorFigure => ({ name, value: scaled(number, scale), isTotal: false });
  if (type === 'beep_enable') return as('beep_enabled');
  if (type === 'vrm') return as('voltage_regulator_version');
  if (type === 'update_interval') return as('update_interval_seconds', 1e-3);
  const name = element === '' || element === 'input' ? type : `${type}_${element.toLowerCase()}`;
  if (element === 'fault' || element === 'alarm') return as(name);
  if (element === 'beep') return as(`${name}_enabled`);
  if (type === 'fan') return as(['input', 'min', 'max', 'target'].includes(element) ? `${name}_rpm` : name);
  if (type === 'temp' && element === 'type') return as(name);
  if (type === 'power' && element === 'accuracy') return as(name, 1e-6);
  if (type === 'power' && element.startsWith('average_interval')) return as(`${name}_seconds`, 1e-3);
  if (type === 'freq') return element === 'input' ? as('freq_freq_mhz', 1e-6) : undefined;
  const [ending, scale] = units[type] ?? ['', 1];
  if (type === 'energy' && name !== 'energy') return as(name);
  return { ...as(`${name}${ending}`, scale), isTotal: type === 'energy' };
}

/** Divided, because 45000 / 1000 is exactly 45 and 45000 * 0.001 is not. */
const scaled = (number: number, scale: number): number => (scale === 1 ? number : number / Math.round(1 / scale));
