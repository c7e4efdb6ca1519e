import { asStrings } from '../../discovery/docker/json/json.js';
import { createLabelFilter } from '../../discovery/identity.js';

/**
 * The visible part of a JSON value. A shape rebuilds the value from the fields it names; undefined drops the value. So
 * a field that a later daemon adds is not passed on, whatever is in it.
 */
export interface Shape {
  (value: unknown): unknown;
  /** For objects and lists: how each member is shown. */
  readonly members?: Members;
}

export type Members =
  | { readonly of: 'object'; readonly fields: ReadonlyMap<string, Shape> }
  | { readonly of: 'list'; readonly item: Shape };

export const text: Shape = (value) => (typeof value === 'string' ? value : undefined);

export const flag: Shape = (value) => (typeof value === 'boolean' ? value : undefined);

/** Integers that JavaScript can't represent exactly are dropped: written out they could differ, or be too large. */
export const number: Shape = (value) =>
  typeof value === 'number' && (Number.isSafeInteger(value) || !Number.isInteger(value)) ? value : undefined;

/** A time: a string, or in some places Unix seconds. */
export const time: Shape = (value) => text(value) ?? number(value);

/** A plain word, for fields that could contain anything. */
export const word: Shape = (value) => (typeof value === 'string' && /^[\w.+/-]{0,64}$/.test(value) ? value : undefined);

/** Go's nil stays null. The names are an API's, and never those of JavaScript's Object.prototype. */
export function object(shapes: Readonly<Record<string, Shape>>): Shape {
  const fields = new Map(Object.entries(shapes));
  const show = (value: unknown) => {
    if (value === null) return null;
    if (typeof value !== 'object' || Array.isArray(value)) return undefined;
    const given = value as Readonly<Record<string, unknown>>;
    const taken: Record<string, unknown> = {};
    for (const [name, shape] of fields) {
      const item = given[name];
      if (item === undefined) continue;
      const shown = shape(item);
      if (shown !== undefined) taken[name] = shown;
    }
    return taken;
  };
  return Object.assign(show, { members: { of: 'object', fields } as const });
}

export function list(item: Shape): Shape {
  const show = (value: unknown) => {
    if (value === null) return null;
    if (!Array.isArray(value)) return undefined;
    return value.map(item).filter((one) => one !== undefined);
  };
  return Object.assign(show, { members: { of: 'list', item } as const });
}

/** An object whose keys are chosen by users or daemons. */
export function map(of: Shape): Shape {
  return (value) => {
    if (value === null) return null;
    if (typeof value !== 'object' || Array.isArray(value)) return undefined;
    const entries = Object.entries(value).map(([name, item]) => [name, of(item)] as const);
    return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
  };
}

/** Whether a label of this name is shown. */
export type LabelPredicate = (name: string) => boolean;

/** Containers have the same few label names; if there are more, the cache is cleared. */
const rememberedNames = 1000;

/** By the same globs as the exporter's `--container.labels`. */
export function createLabelPredicate(globs: readonly string[]): LabelPredicate {
  const filter = createLabelFilter(globs);
  const known = new Map<string, boolean>();
  return (name) => {
    const remembered = known.get(name);
    if (remembered !== undefined) return remembered;
    if (known.size >= rememberedNames) known.clear();
    const isShown = filter({ [name]: 'x' }).length > 0;
    known.set(name, isShown);
    return isShown;
  };
}

/** Labels by name; all others are dropped. */
export function shownLabels(isShown: LabelPredicate): Shape {
  return (value) => Object.fromEntries(Object.entries(asStrings(value)).filter(([name]) => isShown(name)));
}
