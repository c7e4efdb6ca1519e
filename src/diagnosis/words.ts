/** Human-readable figures. */

/** `43 %`, `0.4 %` */
export function percent(ratio: number): string {
  const points = ratio * 100;
  return `${Math.abs(points) < 10 && points !== 0 ? trimmed(points, 1) : Math.round(points)} %`;
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** `512 B`, `1.5 GiB` */
export function bytes(count: number): string {
  let value = count;
  let unit = 0;
  while (Math.abs(value) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${trimmed(value, unit === 0 || Math.abs(value) >= 100 ? 0 : 1)} ${units[unit]}`;
}

/** `0.25 cores`, `1 core` */
export function cores(count: number): string {
  const text = trimmed(count, 2);
  return `${text} ${text === '1' ? 'core' : 'cores'}`;
}

/** `45 s`, `12 min`, `3 h`, `5 days` */
export function duration(seconds: number): string {
  if (seconds < 90) return `${trimmed(seconds, seconds < 10 ? 1 : 0)} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

/** `1 process`, `12 processes` */
export function counted(count: number, one: string, many = `${one}s`): string {
  const whole = Math.round(count);
  return `${whole} ${whole === 1 ? one : many}`;
}

export function trimmed(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}

/** Options of docker run for a log of at most 30 MB. */
export const boundedLog = '--log-opt max-size=10m --log-opt max-file=3';
