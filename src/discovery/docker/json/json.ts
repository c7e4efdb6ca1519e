import type { ReadAnswer } from '../session.js';
import { createJsonSplitter, JsonFormError, type Take } from './json-elements.js';

/** Readers for what a daemon sends: every value is unknown until checked, and a value of another type is absent. */

export type JsonObject = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

export function asString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function asBoolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** The entries that are strings. */
export function asStrings(value: unknown): Record<string, string> {
  const entries = Object.entries(asObject(value) ?? {});
  // Not by assignment, which would not make a property of a label named __proto__.
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

const timestamp = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/**
 * Unix seconds of an RFC 3339 time such as `2026-11-21T03:05:51.111497286Z`; undefined for Go's zero time, year 1,
 * which means never.
 */
export function asTime(value: unknown): number | undefined {
  const match = typeof value === 'string' ? timestamp.exec(value) : null;
  if (!match) return undefined;
  const [, seconds, fraction, zone] = match;
  // The fraction is parsed separately: Date has only milliseconds.
  const whole = Date.parse(`${seconds}${zone}`) / 1000;
  return Number.isFinite(whole) && whole > 0 ? whole + Number(fraction ?? 0) : undefined;
}

/** Bytes of JSON text of one field, and of one string in it; longer strings are cut. */
const longestField = 64 * 1024;
const longestString = 16 * 1024;

/** The most bytes of JSON text of all fields together, and the cost of each besides its text. */
const mostText = 16 * 1024 * 1024;
const costOfField = 64;

/**
 * Reads a few fields of an object, such as `State.Pid`, or `Images[].Size` of each element, and keeps nothing else.
 * They are nested as in the answer. A field that is longer than allowed is undefined.
 *
 * Throws JsonFormError if it is not an object, or all fields together are longer than allowed.
 */
export function readFields(fields: readonly string[]): ReadAnswer<JsonObject> {
  const wanted = new Map<string, { readonly take: Take; readonly names: readonly string[] }>();
  for (const field of fields) {
    const names = field.replaceAll('[]', '.[]').split('.');
    for (let depth = 1; depth <= names.length; depth += 1) {
      const path = names.slice(0, depth).join('.').replaceAll('.[]', '[]');
      wanted.set(path, { take: depth < names.length ? 'open' : 'whole', names: names.slice(0, depth) });
    }
  }
  const take = (path: string) => wanted.get(path)?.take ?? 'skip';
  return async ({ chunks }) => {
    const root = {};
    let length = 0;
    const add = (path: string, value: unknown, textLength: number) => {
      length += textLength + costOfField;
      if (length > mostText) throw new JsonFormError('the answer has too much in it');
      put(root, wanted.get(path)?.names ?? [], value);
    };
    const splitter = createJsonSplitter({
      ...{ root: 'object', take, longest: longestField, longestString },
      opened: (path, isArray) => {
        if (path !== '') add(path, isArray ? [] : {}, 0);
      },
    });
    for await (const chunk of chunks) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      for (const { path, value, length: textLength } of splitter.push(bytes)) add(path, value, textLength);
    }
    splitter.end();
    return root;
  };
}

type Tree = Record<string, unknown> | unknown[];

/** An open value was put there before its contents. All names are those of requested fields. */
function put(tree: Tree, names: readonly string[], value: unknown): void {
  const place = names.slice(0, -1).reduce<Tree | undefined>((node, name) => node && (child(node, name) as Tree), tree);
  // A key spelled like a nested path.
  if (!place) throw new JsonFormError('the answer is not of the form that was asked for');
  if (Array.isArray(place)) place.push(value);
  else place[names.at(-1) ?? ''] = value;
}

function child(node: Tree, name: string): unknown {
  return Array.isArray(node) ? node.at(-1) : node[name];
}
