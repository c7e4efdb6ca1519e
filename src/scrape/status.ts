import type { CountedEngine } from '../exporters/collector.js';
import { gauge } from '../exposition/family.js';
import { label, labels as labelsOf } from '../exposition/labels.js';
import { type Column, createSamples, hostColumns } from '../exposition/samples.js';
import type { SourceRun } from './discover.js';
import type { CollectorRun } from './run-collector.js';

/** What a scrape reports about itself. */

export const collectorSuccess = gauge(
  'container_exporter_collector_success',
  'Whether a collector got everything it asked for: 0 when it failed for something, or was left out for being late.',
  ['collector'],
);
export const collectorDuration = gauge(
  'container_exporter_collector_duration_seconds',
  'How long a collector took in this scrape.',
  ['collector'],
);
export const discoverySuccess = gauge(
  'container_exporter_discovery_success',
  'Whether a source of containers or of their names answered: cgroup (the walk), an engine (its API), files, pod-logs, procfs.',
  ['source'],
);
export const discoveryDuration = gauge(
  'container_exporter_discovery_duration_seconds',
  'How long a source of containers took in this scrape.',
  ['source'],
);
export const containersFound = gauge(
  'container_exporter_containers',
  'Containers that a source knows: cgroup those that run, an engine stopped ones too, the rest those that no engine names.',
  ['source'],
);
export const inspectAge = gauge(
  'container_exporter_inspect_age_seconds',
  'Age of the oldest inspect answer in use. Answers are asked for again when a container changed, and in turn.',
  ['source'],
);

export const dfDuration = gauge(
  'container_exporter_df_duration_seconds',
  'How long the daemon took for the answer to GET /system/df that is served. It is asked again after ten times as long.',
  ['engine'],
);
export const dfAge = gauge(
  'container_exporter_df_age_seconds',
  'Time since the answer to GET /system/df that is served was asked for.',
  ['engine'],
);

export const cutLabelValues = gauge(
  'container_exporter_cut_label_values',
  'Names and label values of containers that were longer than --container.label-max-length and are cut in this scrape.',
);

export const statusFamilies = [
  collectorSuccess,
  collectorDuration,
  discoverySuccess,
  discoveryDuration,
  containersFound,
  inspectAge,
  dfDuration,
  dfAge,
  cutLabelValues,
];

export interface ScrapeStatus {
  readonly discoveries: readonly SourceRun[];
  readonly engines: readonly CountedEngine[];
  /** How many names and label values were cut; undefined if containers were not discovered. */
  readonly cutTexts: number | undefined;
}

export function statusColumns(
  runs: ReadonlyMap<string, CollectorRun>,
  { discoveries, engines, cutTexts }: ScrapeStatus,
): readonly Column[] {
  const samples = createSamples();
  for (const [name, { seconds, error }] of runs) {
    const labels = label('collector', name);
    samples.add(collectorSuccess, error === undefined ? 1 : 0, undefined, labels);
    samples.add(collectorDuration, toMicroseconds(seconds), undefined, labels);
  }
  for (const { source, error, seconds, containers, oldestInspectAge } of discoveries) {
    const labels = label('source', source);
    samples.add(discoverySuccess, error === undefined ? 1 : 0, undefined, labels);
    samples.add(discoveryDuration, toMicroseconds(seconds), undefined, labels);
    samples.add(containersFound, containers, undefined, labels);
    samples.add(inspectAge, oldestInspectAge, undefined, labels);
  }
  for (const { diskUsage, label: engine } of engines) {
    samples.add(dfDuration, toMicroseconds(diskUsage?.duration), undefined, labelsOf({ engine }));
    samples.add(dfAge, toMicroseconds(diskUsage?.age), undefined, labelsOf({ engine }));
  }
  samples.add(cutLabelValues, cutTexts, undefined);
  return hostColumns(samples);
}

/** The clock's resolution: more digits are noise that Prometheus would have to store. */
function toMicroseconds<T extends number | undefined>(seconds: T): T | number {
  return seconds === undefined ? seconds : Math.round(seconds * 1e6) / 1e6;
}
