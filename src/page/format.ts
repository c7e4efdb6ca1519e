/** Human-readable figures. An unknown one is a dash. */

export const unknown = '–';

const binary = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
const decimal = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Three digits and a unit, like memory in `docker stats`: `1.25 GiB`. */
export function memorySize(bytes: number | undefined): string {
  return scaled(bytes, 1024, binary);
}

/** Three digits and a unit, like disk space in `docker system df`: `1.34 GB`. */
export function diskSize(bytes: number | undefined): string {
  return scaled(bytes, 1000, decimal);
}

export function byteRate(bytesPerSecond: number | undefined): string {
  return bytesPerSecond === undefined ? unknown : `${scaled(bytesPerSecond, 1000, decimal)}/s`;
}

function scaled(value: number | undefined, base: number, units: readonly string[]): string {
  if (value === undefined) return unknown;
  let rest = Math.abs(value);
  let unit = 0;
  // Three digits at most: 1000 MiB are 0.98 GiB.
  while (rest >= 999.5 && unit < units.length - 1) {
    rest /= base;
    unit++;
  }
  return `${value < 0 ? '-' : ''}${unit === 0 ? Math.round(rest) : threeDigits(rest)} ${units[unit]}`;
}

function threeDigits(value: number): string {
  return value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
}

/** CPUs: `0.03`, `1.50`, `12.4`. */
export function cores(value: number | undefined): string {
  return value === undefined ? unknown : value.toFixed(value < 9.995 ? 2 : 1);
}

/** A CPU limit, without trailing zeros: `0.5`, `2`. */
export function coreLimit(value: number): string {
  return String(Number(value.toFixed(2)));
}

/** A share (0 to 1) as a percentage; small ones keep a decimal. */
export function percent(share: number | undefined): string {
  if (share === undefined) return unknown;
  const value = share * 100;
  if (value > 0 && value < 0.05) return '<0.1 %';
  return `${value < 9.95 && value !== 0 ? value.toFixed(1) : Math.round(value)} %`;
}

export function count(value: number | undefined): string {
  return value === undefined ? unknown : String(Math.round(value));
}

/** The two largest units: `4d 3h`, `12m 5s`. */
export function duration(seconds: number | undefined): string {
  if (seconds === undefined) return unknown;
  const whole = Math.max(0, Math.round(seconds));
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'm'],
    [whole % 60, 's'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first === -1) return '0s';
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount}${unit}`)
    .join(' ');
}
