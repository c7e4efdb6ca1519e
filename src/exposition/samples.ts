import type { Family } from './family.js';

/**
 * The samples of one scrape: a column for each family, so that a thousand containers cost a few dozen arrays of numbers
 * and not tens of thousands of objects.
 */
export interface Column {
  readonly family: Family;
  readonly values: number[];
  /** Identity labels of each sample as UTF-8 (`id="/docker/...",name="web"`), undefined for the host's own samples. */
  readonly identities: (Uint8Array | undefined)[];
  /** The other labels of each sample, rendered by `labels.ts`; '' for none. */
  readonly labels: string[];
}

export interface Samples {
  /** Adds one sample; an undefined value (the kernel or the daemon does not say) adds nothing: absent is absent. */
  add(family: Family, value: number | undefined, identity: Uint8Array | undefined, labels?: string): void;
  /** Columns in the order in which their families were first seen; none is empty. */
  columns(): readonly Column[];
}

export function createSamples(): Samples {
  const columns = new Map<Family, Column>();
  return {
    add(family, value, identity, labels = '') {
      if (value === undefined) return;
      let column = columns.get(family);
      if (!column) {
        column = { family, values: [], identities: [], labels: [] };
        columns.set(family, column);
      }
      column.values.push(value);
      column.identities.push(identity);
      column.labels.push(labels);
    },
    columns: () => [...columns.values()],
  };
}
