/** Readers for what a daemon sends: everything is unknown until it was looked at, and what is of another type is absent. */

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
  // Not by assignment, which would make a label named __proto__ something else.
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

const timestamp = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/**
 * Unix seconds of an RFC 3339 time such as `2026-11-21T03:05:51.111497286Z`; undefined for Go's zero time, year 1, which
 * means that it never happened.
 */
export function asTime(value: unknown): number | undefined {
  const match = typeof value === 'string' ? timestamp.exec(value) : null;
  if (!match) return undefined;
  const [, seconds, fraction, zone] = match;
  // The fraction goes its own way: Date has milliseconds at most.
  const whole = Date.parse(`${seconds}${zone}`) / 1000;
  return Number.isFinite(whole) && whole > 0 ? whole + Number(fraction ?? 0) : undefined;
}
