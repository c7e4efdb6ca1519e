import { type DoctorConfig, doctorFormats, type ExporterUrl, failOnChoices } from '../commands/doctor/doctor-config.js';
import { allFlags, type CollectorFlags, type Flag, flag, helpCollectors } from './flags.js';
import type { Given } from './given.js';
import type { Syntax } from './parse-flags.js';
import { parseChoice, parseDuration, ValueError } from './values.js';

const group = 'Doctor (as variables CONTAINER_EXPORTER_DOCTOR_<NAME>):';
/** The doctor may run in the exporter's environment, where `--format` means something else. */
export const doctorVariables = 'CONTAINER_EXPORTER_DOCTOR';

export const doctorFlags: readonly Flag[] = [
  flag(group, 'interval', 'duration', 'between the two looks, 1h at most (default: 5s)'),
  flag(group, 'url', 'url', 'look at this exporter, http(s)://[user:password@]host[:port][/metrics], not at this host'),
  flag(group, 'format', 'format', 'text, json, nagios or junit (default: text)'),
  flag(group, 'fail-on', 'severity', 'critical, warning, info or none: what makes exit status 1 (default: warning)'),
];

export function doctorSyntax(exporterFlags: readonly Flag[]): Syntax {
  return {
    usage: 'doctor [flags]',
    description: `container-exporter doctor says in words what is wrong on this host, or on that of another exporter. It changes nothing.

Exit status: 0 nothing wrong, 1 findings, 2 wrong usage, 3 could not look, or not everywhere; with --format=nagios those of Nagios.`,
    flags: [...doctorFlags, ...exporterFlags, helpCollectors],
    variables: 'CONTAINER_EXPORTER',
    exampleFlag: 'docker.host',
  };
}

/** The exporter's flags, except those for serving and for a scrape's output. */
export function flagsOfLooking(collectors: CollectorFlags): readonly Flag[] {
  return allFlags(collectors).filter(({ name }) => name !== 'format' && !name.startsWith('web.'));
}

export function readDoctorConfig(given: Given): DoctorConfig {
  return Object.freeze({
    intervalSeconds: given.one('interval', parseInterval) ?? 5,
    format: given.one('format', parseChoice(doctorFormats)) ?? 'text',
    failOn: given.one('fail-on', parseChoice(failOnChoices)) ?? 'warning',
  });
}

function parseInterval(text: string): number {
  const seconds = parseDuration(text);
  if (seconds > 3600) throw new ValueError(`${JSON.stringify(text)} is too long, expected 1h at most`);
  return seconds;
}

/** The message never shows the value, as it may contain a password. */
export function parseExporterUrl(text: string): ExporterUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new ValueError('that is not a URL of an exporter, expected one such as http://host:10882/metrics');
  }
  const { username, password } = url;
  const login = `${decode(username)}:${decode(password)}`;
  url.username = '';
  url.password = '';
  url.hash = '';
  if (url.pathname === '/') url.pathname = '/metrics';
  const authorization = username === '' ? undefined : `Basic ${Buffer.from(login).toString('base64')}`;
  return { href: url.href, authorization };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ValueError('a % in the user or password of the URL must be written %25');
  }
}
