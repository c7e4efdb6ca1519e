import type { Exporter } from './exporters/exporter.js';
import type { Family, FamilyTemplate } from './exposition/family.js';

/** All exporters, in the order in which they run and are documented. */
export const exporters: readonly Exporter[] = [];

/** Every metric family there is. Docs, tests, dashboards and alerts are checked against this list. */
export function allFamilies(): (Family | FamilyTemplate)[] {
  return exporters.flatMap((exporter) => exporter.families);
}
