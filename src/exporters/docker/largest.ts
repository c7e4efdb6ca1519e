import type { DiskUsageAnswer } from '../../discovery/runtime-source.js';

export interface Largest<T> {
  /** The largest, those first; what is of the same size is in the order of its names. */
  readonly shown: readonly T[];
  readonly rest: readonly T[];
}

/** Splits off the largest `count`. What has no known size comes after all that has one. */
export function largest<T extends { readonly size: number | undefined }>(
  items: readonly T[],
  count: number,
  name: (item: T) => string,
): Largest<T> {
  const sorted = items.toSorted((a, b) => (b.size ?? -1) - (a.size ?? -1) || (name(a) < name(b) ? -1 : 1));
  return { shown: sorted.slice(0, count), rest: sorted.slice(count) };
}

/** Of those that are known; undefined where none is. */
export function sumKnown(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0);
}

/**
 * Makes a collector a failed one when a daemon could not be asked for df the last time. What was known before that is served
 * none the less. An ask that is still under way is no failure.
 */
export function noteMissingDiskUsage(answer: DiskUsageAnswer | undefined, fail: (error: unknown) => void): void {
  if (answer?.error !== undefined) fail(new Error(answer.error));
}
