import type { DiskUsageAnswer } from '../../discovery/runtime-source.js';

export interface Largest<T> {
  /** The largest first; equal sizes are sorted by name. */
  readonly shown: readonly T[];
  readonly rest: readonly T[];
}

/** Splits off the largest `count`. Items of unknown size come last. */
export function largest<T extends { readonly size: number | undefined }>(
  items: readonly T[],
  count: number,
  name: (item: T) => string,
): Largest<T> {
  const sorted = items.toSorted((a, b) => (b.size ?? -1) - (a.size ?? -1) || (name(a) < name(b) ? -1 : 1));
  return { shown: sorted.slice(0, count), rest: sorted.slice(count) };
}

/** The sum of the known values; undefined if none is known. */
export function sumKnown(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0);
}

/**
 * Fails a collector if the last df request to a daemon failed. What was known before is still served. A request that is
 * still in progress is not a failure.
 */
export function noteMissingDiskUsage(answer: DiskUsageAnswer | undefined, fail: (error: unknown) => void): void {
  if (answer?.error !== undefined) fail(new Error(answer.error));
}
