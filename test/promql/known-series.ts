import { allFamilies, collectors, ownFamilies } from '../../src/catalogue.js';
import { identityLabels } from '../../src/discovery/identity.js';
import type { Family, FamilyTemplate, MetricType } from '../../src/exposition/family.js';

export interface KnownMetric {
  readonly type: MetricType;
  /** Whether series of the metric can have this label. */
  readonly hasLabel: (label: string) => boolean;
}

/** What Prometheus itself says of each target. */
const prometheusOwn: Readonly<Record<string, MetricType>> = {
  up: 'gauge',
  scrape_duration_seconds: 'gauge',
  scrape_samples_scraped: 'gauge',
};

// The first may be given to a target by who has several clusters.
const targetLabels = ['cluster', 'job', 'instance'];

/** What the catalogue and Prometheus have by this name; undefined where there is no such metric. */
export function knownMetric(name: string): KnownMetric | undefined {
  const own = prometheusOwn[name];
  if (own) return { type: own, hasLabel: (label) => targetLabels.includes(label) };
  const family = allFamilies().find((candidate) => isNamed(candidate, name));
  if (!family) return undefined;
  const identified = hasIdentity(family, name);
  return {
    type: family.type,
    hasLabel: (label) =>
      targetLabels.includes(label) || family.labels.includes(label) || (identified && isIdentityLabel(label)),
  };
}

function isNamed(family: Family | FamilyTemplate, name: string): boolean {
  if (!('template' in family)) return family.name === name;
  const [before = '', after = ''] = family.template.split('{field}');
  return name.length > before.length + after.length && name.startsWith(before) && name.endsWith(after);
}

/** Whether samples carry what identifies a container. Some of the daemon's do, those that are about one. */
function hasIdentity(family: Family | FamilyTemplate, name: string): boolean {
  if (ownFamilies().some((own) => own.name === name)) return false;
  const collector = collectors.find(({ families }) => families.some((candidate) => isNamed(candidate, name)));
  if (!collector || collector.needs === 'nothing' || 'template' in family) return false;
  return /^container_(?!exporter_)|^docker_volume_container_info$/.test(name);
}

const isIdentityLabel = (label: string): boolean =>
  identityLabels.some((known) => known === label) || label.startsWith('container_label_');
