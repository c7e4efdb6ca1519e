import type { Family, MetricType } from './family.js';

/** How a family is announced: its name, type and unit in the metadata lines. Its series keep `Family.name`. */
export interface Announcement {
  readonly name: string;
  readonly type: MetricType | 'untyped';
  readonly unit: string | undefined;
}

/** Base units that this exporter's names end with. OpenMetrics asks that a UNIT be the suffix of the family's name. */
const units = ['seconds', 'bytes', 'cores', 'ratio', 'celsius', 'hertz', 'bits', 'percent'];

export function announceForText(family: Family): Announcement {
  return { name: family.name, type: family.type === 'unknown' ? 'untyped' : family.type, unit: undefined };
}

/**
 * OpenMetrics names a counter's family without the `_total` that its samples carry. A counter that has no `_total`
 * (cAdvisor's container_memory_failcnt) would get another series name in this format than in the text format, and one
 * whose family or `_created` name another family bears already would make the exposition invalid: both are announced
 * as `unknown` instead, so that a series has the same name in both formats.
 *
 * `taken` holds the series names of all families of the exposition.
 */
export function announceForOpenMetrics(family: Family, taken: ReadonlySet<string>): Announcement {
  if (family.type !== 'counter') return { name: family.name, type: family.type, unit: unitOf(family.name) };
  const base = family.name.endsWith('_total') ? family.name.slice(0, -'_total'.length) : '';
  if (base === '' || taken.has(base) || taken.has(`${base}_created`)) {
    return { name: family.name, type: 'unknown', unit: unitOf(family.name) };
  }
  return { name: base, type: 'counter', unit: unitOf(base) };
}

function unitOf(name: string): string | undefined {
  return units.find((unit) => name.endsWith(`_${unit}`));
}
