import { Refusal } from '../refusal.js';

/** A request's target in parts, each of them validated. */
export interface Target {
  /** `/v1.41`, or '' if the client gave no version. */
  readonly version: string;
  /** The path after the version: `/containers/json`. */
  readonly path: string;
  /** In the order of the request, values decoded. */
  readonly query: readonly (readonly [key: string, value: string])[];
}

/** Far longer than any useful filter. */
const longestTarget = 4096;

const pathCharacters = /^(?:\/[A-Za-z0-9_.:@-]+)+$/;
const versionPart = /^\/v([1-9]\d?)\.(0|[1-9]\d{0,2})(?=\/)/;

/**
 * Parses a request's raw target as it was sent: nothing in its path is decoded, so that each path has one spelling.
 * dockerd decodes `%6a` to `j` and resolves `..`, which has bypassed proxies that compare prefixes.
 *
 * @throws Refusal if it is not a plain path with a plain query
 */
export function parseTarget(raw: string): Target {
  if (raw.length > longestTarget) throw new Refusal(400, 'the request target is too long');
  // Also absolute (`http://...`), authority (`host:port`) and asterisk forms.
  if (!raw.startsWith('/')) throw new Refusal(400, 'the request target is not a path');
  const mark = raw.indexOf('?');
  const whole = mark < 0 ? raw : raw.slice(0, mark);
  if (whole.includes('%')) throw new Refusal(403, 'escapes in paths are not allowed');
  if (!pathCharacters.test(whole) || whole.includes('..') || /\/\.(?:\/|$)/.test(whole)) {
    throw new Refusal(403, 'the path is not a plain one');
  }
  const version = versionPart.exec(whole)?.[0] ?? '';
  const path = whole.slice(version.length);
  // dockerd treats `/v01.41/...` as a version too, so a template could allow it as some other path.
  if (/^\/v\d/i.test(path)) throw new Refusal(403, 'the version is not a plain one');
  return { version, path, query: mark < 0 ? [] : parseQuery(raw.slice(mark + 1)) };
}

function parseQuery(text: string): [string, string][] {
  if (text === '') return [];
  return text.split('&').map((pair) => {
    const match = /^([A-Za-z_-]{1,32})(?:=([A-Za-z0-9_.~%+:,/@*!()'{}[\]"-]*))?$/.exec(pair);
    if (!match) throw new Refusal(400, 'the query is malformed');
    const [, key = '', value = ''] = match;
    return [key, decodeQueryValue(value)];
  });
}

/** `+` is a space and `%20` too. Escapes must be complete, valid UTF-8, and not of a control character. */
export function decodeQueryValue(value: string): string {
  let text: string;
  try {
    text = decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    throw new Refusal(400, 'the query has malformed escapes');
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what the check is for.
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffd]/.test(text)) {
    throw new Refusal(400, 'the query has control characters');
  }
  return text;
}
