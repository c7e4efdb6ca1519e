import { asStrings } from '../../discovery/docker/json.js';
import { createLabelFilter } from '../../discovery/label-filter.js';
import type { Shape } from './json-shapes.js';

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
