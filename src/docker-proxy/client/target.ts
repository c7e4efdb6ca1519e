import { Refusal } from '../refusal.js';

/** A request's target in parts, each checked for what it may hold. */
export interface Target {
  /** `/v1.41`, or '' where the client named no version. */
  readonly version: string;
  /** What follows the version: `/containers/json`. */
  readonly path: string;
  /** In the order of the request, values decoded. */
  readonly query: readonly (readonly [key: string, value: string])[];
}

/** Far longer than any filter that is of use. */
const longestTarget = 4096;

const pathCharacters = /^(?:\/[A-Za-z0-9_.:@-]+)+$/;
const versionPart = /^\/v([1-9]\d?)\.(0|[1-9]\d{0,2})(?=\/)/;

/**
 * Takes the raw target of a request apart, as it was sent: nothing in its path is decoded, so that there is one way to
 * write each path. dockerd decodes `%6a` to `j` and resolves `..`, which has led around proxies that compare prefixes.
 *
 * @throws Refusal for what is not a plain path with a plain query
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
  // dockerd takes `/v01.41/...` for a version too, so that a template would let it through as some other path.
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

/** `+` is a space and `%20` too. Escapes must be whole, of UTF-8, and none of a control character. */
export function decodeQueryValue(value: string): string {
  let text: string;
  try {
    text = decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    throw new Refusal(400, 'the query has malformed escapes');
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffd]/.test(text)) {
    throw new Refusal(400, 'the query has control characters');
  }
  return text;
}
