import type { Family } from './family.js';

/**
 * The samples of one scrape: one column per family, so that a thousand containers cost a few dozen arrays of numbers
 * instead of tens of thousands of objects.
 */
export interface Column {
  readonly family: Family;
  readonly values: number[];
  /** Identity labels of each sample as UTF-8 (`id="/docker/...",name="web"`), undefined for the host's own samples. */
  readonly identities: (Uint8Array | undefined)[];
  /** The other labels of each sample, rendered by `labels.ts`; '' for none. */
  readonly labels: string[];
}

/** A value that depends on its owner's identity. */
export type Late<Named> = (named: Named) => number | undefined;

export interface Identified {
  /** Identity labels as UTF-8. */
  readonly identity: Uint8Array;
}

/** Samples whose owners' names are not known yet: they can be collected while a runtime is still being queried. */
export interface Samples<Owner, Named extends Identified> {
  /** Adds one sample; an undefined value (not reported by the kernel or daemon) adds nothing: absent is absent. */
  add(family: Family, value: number | undefined | Late<Named>, owner: Owner | undefined, labels?: string): void;
  /**
   * Columns in the order their families were first seen; none is empty. Samples of owners unknown to `identify` are
   * dropped.
   */
  close(identify: (owner: Owner) => Named | undefined): readonly Column[];
}

interface OpenColumn<Owner, Named> {
  readonly family: Family;
  readonly values: (number | Late<Named>)[];
  readonly owners: (Owner | undefined)[];
  readonly labels: string[];
}

export function createSamples<Owner = never, Named extends Identified = never>(): Samples<Owner, Named> {
  const columns = new Map<Family, OpenColumn<Owner, Named>>();
  return {
    add(family, value, owner, labels = '') {
      if (value === undefined) return;
      let column = columns.get(family);
      if (!column) {
        column = { family, values: [], owners: [], labels: [] };
        columns.set(family, column);
      }
      column.values.push(value);
      column.owners.push(owner);
      column.labels.push(labels);
    },
    close: (identify) =>
      [...columns.values()].map((column) => closeColumn(column, identify)).filter(({ values }) => values.length > 0),
  };
}

function closeColumn<Owner, Named extends Identified>(
  { family, values, owners, labels }: OpenColumn<Owner, Named>,
  identify: (owner: Owner) => Named | undefined,
): Column {
  const closed: Column = { family, values: [], identities: [], labels: [] };
  let last: Owner | undefined;
  let named: Named | undefined;
  for (let row = 0; row < values.length; row++) {
    const owner = owners[row];
    // Samples of one owner often come in a row.
    if (owner !== last) {
      last = owner;
      named = owner === undefined ? undefined : identify(owner);
    }
    if (owner !== undefined && !named) continue;
    const given = values[row];
    const value = typeof given === 'function' ? named && given(named) : given;
    if (value === undefined) continue;
    closed.values.push(value);
    closed.identities.push(named?.identity);
    closed.labels.push(labels[row] as string);
  }
  return closed;
}

/** The columns of samples that belong to no container. */
export const hostColumns = (samples: Samples<never, never>): readonly Column[] => samples.close(() => undefined);
