/**
 * What of a JSON value is let through. A shape builds the value anew from what it names; undefined leaves the value out.
 * So a field that a later daemon adds stays behind, whatever is in it.
 */
export type Shape = (value: unknown) => unknown;

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
export function object(fields: Readonly<Record<string, Shape>>): Shape {
  const shapes = Object.entries(fields);
  return (value) => {
    if (value === null) return null;
    if (typeof value !== 'object' || Array.isArray(value)) return undefined;
    const given = value as Readonly<Record<string, unknown>>;
    const taken: Record<string, unknown> = {};
    for (const [name, shape] of shapes) {
      const item = given[name];
      if (item === undefined) continue;
      const shown = shape(item);
      if (shown !== undefined) taken[name] = shown;
    }
    return taken;
  };
}

export function list(of: Shape): Shape {
  return (value) => {
    if (value === null) return null;
    if (!Array.isArray(value)) return undefined;
    return value.map(of).filter((item) => item !== undefined);
  };
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
