import { asStrings } from '../discovery/docker-json.js';
import { createLabelFilter } from '../discovery/label-filter.js';
import type { Shape } from './json-shapes.js';

/** Whether a label of this name is let through. */
export type LabelPredicate = (name: string) => boolean;

/** By the same globs as the exporter's `--container.labels`. */
export function createLabelPredicate(globs: readonly string[]): LabelPredicate {
  const filter = createLabelFilter(globs);
  return (name) => filter({ [name]: 'x' }).length > 0;
}

/** Labels by name, of which the rest is left out. */
export function shownLabels(isShown: LabelPredicate): Shape {
  return (value) => Object.fromEntries(Object.entries(asStrings(value)).filter(([name]) => isShown(name)));
}
