import { validateHeaderValue } from 'node:http';
import { readTlsFields, type TlsFields } from './tls-fields.js';
import type { Problem, RateLimit, WebConfig } from './web-config.js';
import { readYaml, type YamlField } from './yaml-field.js';

export interface ParsedWebConfig extends Omit<WebConfig, 'tls'> {
  readonly tls: TlsFields | undefined;
}

/** Headers that may be set, and the allowed values if they are limited: the toolkit's list. */
const allowedHeaders: ReadonlyMap<string, readonly string[]> = new Map([
  ['Content-Security-Policy', []],
  ['Strict-Transport-Security', []],
  ['X-Content-Type-Options', ['nosniff']],
  ['X-Frame-Options', ['deny', 'sameorigin']],
  ['X-XSS-Protection', []],
]);

const sections = ['tls_server_config', 'http_server_config', 'rate_limit', 'basic_auth_users'];

/**
 * Reads Prometheus exporter-toolkit's web configuration
 * (https://github.com/prometheus/exporter-toolkit/blob/master/docs/web-configuration.md). The result is complete if
 * there are no problems; files are not read, and problems found in them can be added.
 */
export function parseWebConfig(text: string): { readonly config: ParsedWebConfig; readonly problems: Problem[] } {
  const { root, problems } = readYaml(text);
  const fields = root?.fields(sections);
  const tls = fields?.get('tls_server_config');
  const http = fields?.get('http_server_config')?.fields(['http2', 'headers']);
  // Checked only: HTTP/2 is not served, and a client that supports it falls back to HTTP/1.1.
  http?.get('http2')?.flag();
  return {
    config: {
      tls: tls && readTlsFields(tls),
      headers: readHeaders(http?.get('headers')),
      users: readUsers(fields?.get('basic_auth_users')),
      rateLimit: readRateLimit(fields?.get('rate_limit')),
    },
    problems,
  };
}

function readHeaders(field: YamlField | undefined): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const [name, header] of field?.fields([...allowedHeaders.keys()]) ?? []) {
    const value = header.text();
    // An empty value means that it is not set.
    if (!value) continue;
    const choices = allowedHeaders.get(name) ?? [];
    if (choices.length > 0 && !choices.includes(value)) header.refuse(`expected ${choices.join(' or ')}`);
    else if (!isHeaderValue(name, value)) header.refuse('has characters that a header cannot have');
    else headers.set(name, value);
  }
  return headers;
}

function isHeaderValue(name: string, value: string): boolean {
  try {
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

function readUsers(field: YamlField | undefined): ReadonlyMap<string, string> {
  const users = new Map<string, string>();
  for (const [name, user] of field?.fields() ?? []) {
    const hash = user.text() ?? '';
    if (/^\$2[aby]\$(?:0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}$/.test(hash)) users.set(name, hash);
    else user.refuse('not a bcrypt hash, expected one such as $2y$10$ followed by 53 letters');
  }
  return users;
}

function readRateLimit(field: YamlField | undefined): RateLimit | undefined {
  const fields = field?.fields(['interval', 'burst']);
  const interval = fields?.get('interval');
  const burst = fields?.get('burst')?.integer() ?? 0;
  const text = interval?.text();
  if (!field || !interval || text === undefined) return undefined;
  // A bare number is nanoseconds, as everywhere in Go.
  const intervalSeconds = /^\d+$/.test(text) ? Number(text) * 1e-9 : parseGoDuration(text);
  if (intervalSeconds === undefined) interval.refuse('expected a duration such as 1s or 500ms, or 0 for no limit');
  if (!intervalSeconds) return undefined;
  // The toolkit accepts 0 and then rejects every request.
  if (burst < 1) (fields?.get('burst') ?? field).refuse('expected burst to be 1 or more');
  return { burst, intervalSeconds };
}

const seconds: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

/** Go's spelling of a duration, such as `1m30s` or `0.5s`, in seconds; undefined for anything else. */
export function parseGoDuration(text: string): number | undefined {
  if (text === '0') return 0;
  if (!/^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, count, unit = ''] of text.matchAll(/([\d.]+)([^\d.]+)/g)) sum += Number(count) * (seconds[unit] ?? 0);
  return sum;
}
