import type { Collector } from '../exporters/collector.js';

/** Families of the scrape and of the exporter's own process. */
const own = /^(?:container_exporter|process|nodejs)_/;

/**
 * Whether a family's name belongs to one of these collectors or to the exporter itself: Prometheus would reject an
 * exposition with a second family of that name. The names are collected on first use.
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
