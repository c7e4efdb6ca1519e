import { existsSync, readlinkSync } from 'node:fs';
import { readKernelFile } from '../read.js';
import { abbreviationOf } from './tzif.js';

/** The local time zone. */
export interface TimeZone {
  /** As usually written: `CEST`, `+05`. */
  readonly abbreviation: string;
  /** Seconds ahead of UTC. */
  readonly offset: number;
}

/**
 * The time zone of a root directory at `now` (Unix seconds): the one that its /etc/localtime links to, such as
 * `../usr/share/zoneinfo/Europe/Berlin`, or UTC if there is no such file (localtime(5)). Undefined if it is not a link,
 * so that the zone has no name, or if Node.js does not know the name.
 */
export function readTimeZone(root: string, now: number): TimeZone | undefined {
  const base = root.replace(/\/+$/, '');
  const name = zoneName(base);
  const offset = name === undefined ? undefined : offsetOf(name, now);
  if (name === undefined || offset === undefined) return undefined;
  return { abbreviation: abbreviate(base, name, offset, now), offset };
}

function zoneName(base: string): string | undefined {
  try {
    return /\/zoneinfo\/(?:posix\/|right\/)?([A-Za-z0-9_+/-]+)$/.exec(readlinkSync(`${base}/etc/localtime`))?.[1];
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return isMissing && existsSync(`${base}/etc`) ? 'UTC' : undefined;
  }
}

/** The last one used: creating it takes longer than everything else. */
let clock: { readonly zone: string; readonly format: Intl.DateTimeFormat } | undefined;

function offsetOf(zone: string, now: number): number | undefined {
  try {
    if (clock?.zone !== zone) {
      // Formats as `GMT+02:00` or `GMT`.
      clock = { zone, format: new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }) };
    }
  } catch {
    return undefined;
  }
  const text = clock.format.formatToParts(now * 1000).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours = 0, minutes = 0, seconds = 0] = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text) ?? [];
  const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return sign === '-' ? -offset : offset;
}

/** The abbreviations found, by zone and offset: a handful a year. */
const abbreviations = new Map<string, string>();

function abbreviate(base: string, zone: string, offset: number, now: number): string {
  const key = `${base} ${zone} ${offset}`;
  let abbreviation = abbreviations.get(key);
  if (abbreviation === undefined) {
    const file = readKernelFile(`${base}/usr/share/zoneinfo/${zone}`);
    abbreviation = (file && abbreviationOf(file, offset)) ?? shortName(zone, now);
    if (abbreviations.size >= 16) abbreviations.clear();
    abbreviations.set(key, abbreviation);
  }
  return abbreviation;
}

/** As `UTC` or `GMT+2`: Node.js knows only a few zones' abbreviations. */
function shortName(zone: string, now: number): string {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'short' });
  return format.formatToParts(now * 1000).find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}
