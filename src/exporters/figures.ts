import type { Family } from '../exposition/family.js';
import type { Emit } from './collector.js';

/**
 * Metrics, each declared next to the function that gives its value: adding a metric is adding a line.
 *
 *     const figures: Figures<PidsStat> = [
 *       [gauge('container_threads', 'Threads in the container.'), ({ current }) => current],
 *     ];
 */
export type Figures<Stat> = readonly (readonly [
  family: Family,
  figure: (stat: Stat) => number | undefined,
  /** Rendered by exposition/labels.ts. */
  labels?: string,
])[];

/** The families that figures declare, each once, for a collector's list. */
export function familiesOf(...figures: readonly Figures<never>[]): readonly Family[] {
  return [...new Set(figures.flatMap((some) => some.map(([family]) => family)))];
}

/** Emits all figures of a statistic, or none if it is undefined. `labels` are for figures without their own. */
export function emitFigures<Stat>(figures: Figures<Stat>, stat: Stat | undefined, emit: Emit, labels?: string): void {
  if (stat === undefined) return;
  for (const [family, figure, own] of figures) emit(family, figure(stat), own ?? labels);
}
