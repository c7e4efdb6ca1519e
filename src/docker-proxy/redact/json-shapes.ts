import { asStrings } from '../../discovery/docker/json.js';
import { createLabelFilter } from '../../discovery/identity.js';

/**
 * What of a JSON value is let through. A shape rebuilds the value from what it names; undefined leaves the value out.
 * So a field that a later daemon adds stays behind, whatever is in it.
 */
export interface Shape {
  (value: unknown): unknown;
  /** Of objects and lists: how their members are shown, one by one. */
  readonly members?: Members;
}

export type Members =
  | { readonly of: 'object'; readonly fields: ReadonlyMap<string, Shape> }
  | { readonly of: 'list'; readonly item: Shape };

export const text: Shape = (value) => (typeof value === 'string' ? value : undefined);

export const flag: Shape = (value) => (typeof value === 'boolean' ? value : undefined);

/** Integers that JavaScript can't hold exactly are left out: written again they could be another number, or too large. */
export const number: Shape = (value) =>
  typeof value === 'number' && (Number.isSafeInteger(value) || !Number.isInteger(value)) ? value : undefined;

/** A time: a text, or in some places Unix seconds. */
export const time: Shape = (value) => text(value) ?? number(value);

/** Text that is one of a few, for fields in which anything could stand. */
export const word: Shape = (value) => (typeof value === 'string' && /^[\w.+/-]{0,64}$/.test(value) ? value : undefined);

/** Go's nil stays what it is. The names are those of an API, none that all objects of JavaScript have. */
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

/** An object whose keys are names that users or daemons choose. */
export function map(of: Shape): Shape {
  return (value) => {
    if (value === null) return null;
    if (typeof value !== 'object' || Array.isArray(value)) return undefined;
    const entries = Object.entries(value).map(([name, item]) => [name, of(item)] as const);
    return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
  };
}

/** Whether a label of this name is let through. */
export type LabelPredicate = (name: string) => boolean;

/** Containers have the same few label names; who makes up more of them makes it forget. */
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

/** Labels by name, of which the rest is left out. */
export function shownLabels(isShown: LabelPredicate): Shape {
  return (value) => Object.fromEntries(Object.entries(asStrings(value)).filter(([name]) => isShown(name)));
}
