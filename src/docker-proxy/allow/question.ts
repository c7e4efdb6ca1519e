import type { Target } from '../client/target.js';
import type { Shape } from '../redact/json-shapes.js';
import { createLabelPredicate, list, shownLabels } from '../redact/json-shapes.js';
import { inspectedContainer, listedContainer } from '../redact/redact-container.js';
import { info, networks, version } from '../redact/redact-daemon.js';
import { type DiskUsageType, diskUsage, diskUsageTypes } from '../redact/redact-disk-usage.js';
import { Refusal } from '../refusal.js';
import {
  anyQuery,
  canonicalQuery,
  limit,
  listFilters,
  oneOf,
  onOff,
  passedTime,
  type QueryRules,
} from './query-rules.js';

/** A request to the daemon on behalf of a client. `path` is the whole request target, rebuilt from parsed parts. */
export type Question =
  /** The daemon's answer is in its headers. */
  | { readonly kind: 'ping'; readonly path: string }
  /** `sizes`: with sizes, which the daemon counts file by file. */
  | {
      readonly kind: 'redacted';
      readonly path: string;
      readonly shape: Shape;
      readonly weight: 'details' | 'list' | 'sizes';
    }
  /** The wanted parts of the answer are picked here, so that all clients share one answer. */
  | {
      readonly kind: 'disk-usage';
      /** `/v1.41`, or '' for the daemon's newest. */
      readonly version: string;
      readonly verbose: boolean;
      readonly shape: Shape;
      readonly types: readonly DiskUsageType[];
    }
  /** Past events. Never future ones, for which the daemon would keep a connection open. */
  | { readonly kind: 'events'; readonly path: string }
  /** Allowed by a flag, unchanged. */
  | { readonly kind: 'passed'; readonly path: string };

interface Endpoint {
  readonly query: QueryRules;
  readonly shape: Shape;
}

/** Turns a client's request into a request to the daemon; throws a Refusal for what is not allowed. */
export type Interpret = (target: Target) => Question;

export function createInterpreter(labelGlobs: readonly string[], allow: readonly PathTemplate[]): Interpret {
  const isShown = createLabelPredicate(labelGlobs);
  const labels = shownLabels(isShown);
  const size = { value: onOff };
  const nothing: Shape = () => undefined;
  const endpoints: Readonly<Record<RedactedPath, Endpoint>> = {
    '/_ping': { query: {}, shape: nothing },
    '/version': { query: {}, shape: version },
    '/info': { query: {}, shape: info },
    '/containers/json': {
      query: { all: { value: onOff }, limit: { value: limit }, size, filters: { value: listFilters(isShown) } },
      shape: list(listedContainer(labels)),
    },
    '/containers/{id}/json': { query: { size }, shape: inspectedContainer(labels) },
    '/networks': { query: {}, shape: networks(labels) },
    '/system/df': {
      query: { type: { value: oneOf(diskUsageTypes), repeatable: true }, verbose: { value: onOff } },
      shape: diskUsage(labels),
    },
  };
  const templates = redactedPaths.map((path) => ({ path, matches: parsePathTemplate(path)?.matches }));

  return (target) => {
    const known = templates.find(({ matches }) => matches?.(target.path))?.path;
    if (known === undefined) {
      if (!allow.some(({ matches }) => matches(target.path))) return askForEvents(target);
      return { kind: 'passed', path: `${target.version}${target.path}${anyQuery(target.query)}` };
    }
    const { query: rules, shape } = endpoints[known];
    const query = canonicalQuery(target.query, rules);
    const path = `${target.version}${target.path}`;
    if (known === '/_ping') return { kind: 'ping', path };
    if (known === '/system/df') {
      const types = diskUsageTypes.filter((type) => query.includes(`type=${type}`));
      return { kind: 'disk-usage', version: target.version, verbose: query.includes('verbose=1'), shape, types };
    }
    const weight = /[?&]size=1/.test(query) ? 'sizes' : known === '/containers/json' ? 'list' : 'details';
    return { kind: 'redacted', path: `${path}${query}`, shape, weight };
  };
}

/** @throws Refusal for all but `/events` with both ends */
function askForEvents({ version, path, query }: Target): Question {
  if (path !== '/events') throw new Refusal(403, 'the path is not allowed');
  const asked = canonicalQuery(query, { since: { value: passedTime }, until: { value: passedTime } });
  if (!/^\?since=.*&until=/.test(asked)) throw new Refusal(403, 'events are let through with since and until alone');
  return { kind: 'events', path: `${version}${path}${asked}` };
}

/** The paths that are allowed without a flag. Only the parts of each answer that redact-*.ts names are passed on. */
export const redactedPaths = [
  '/_ping',
  '/version',
  '/info',
  '/containers/json',
  '/containers/{id}/json',
  '/networks',
  '/system/df',
] as const;

type RedactedPath = (typeof redactedPaths)[number];

/**
 * A path below the version, such as `/containers/{id}/logs`. A part in braces matches one path part: `{id}` a
 * container's name or id, any other also an image's name.
 */
export interface PathTemplate {
  readonly text: string;
  matches(path: string): boolean;
}

const template = /^(?:\/(?:[A-Za-z0-9][A-Za-z0-9_.-]*|_ping|\{[a-z]+\}))+$/;

/** A container's name or id. Never begins with a dot. */
const id = '[A-Za-z0-9][A-Za-z0-9_.-]{0,254}';
/** An image's name without slashes, such as `nginx:1.27`. */
const name = '[A-Za-z0-9][A-Za-z0-9_.:@-]{0,254}';

/** Undefined for an invalid template: other characters, an empty or dotted part, or a version (always optional). */
export function parsePathTemplate(text: string): PathTemplate | undefined {
  if (!template.test(text) || text.includes('..') || /^\/v\d/.test(text)) return undefined;
  const pattern = text
    .replaceAll('.', '\\.')
    .replaceAll('{id}', id)
    .replace(/\{[a-z]+\}/g, name);
  const whole = new RegExp(`^${pattern}$`);
  return { text, matches: (path) => whole.test(path) };
}
