import type { Collector } from '../exporters/collector.js';

/** Of the scrape and of the exporter's own process. */
const own = /^(?:container_exporter|process|nodejs)_/;

/**
 * Whether a family's name belongs to one of these collectors, or to the exporter itself: somebody else's by that name would
 * make the exposition one that Prometheus refuses. The names are gathered when one is first asked for.
 */
export function takenNames(collectors: readonly Collector[]): (name: string) => boolean {
  let names: Set<string> | undefined;
  let patterns: RegExp[] = [];
  return (name) => {
    if (!names) {
      const families = collectors.flatMap((collector) => collector.families);
      names = new Set(families.flatMap((family) => ('name' in family ? family.name : [])));
      patterns = families.flatMap((family) =>
        'template' in family ? new RegExp(`^${family.template.replace('{field}', '\\w+')}$`) : [],
      );
    }
    return own.test(name) || names.has(name) || patterns.some((pattern) => pattern.test(name));
  };
}
