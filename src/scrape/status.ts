import { gauge } from '../exposition/family.js';

/** What a scrape says of itself. */

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
  'Whether a source of containers answered: cgroup (the walk over cgroupfs), docker or podman (its API).',
  ['source'],
);
export const discoveryDuration = gauge(
  'container_exporter_discovery_duration_seconds',
  'How long a source of containers took in this scrape.',
  ['source'],
);
export const containersFound = gauge(
  'container_exporter_containers',
  'Containers that a source knows: cgroup those that run, docker or podman stopped ones too.',
  ['source'],
);
export const inspectAge = gauge(
  'container_exporter_inspect_age_seconds',
  'Age of the oldest inspect answer in use. Answers are asked for again when a container changed, and in turn.',
  ['source'],
);

export const statusFamilies = [
  collectorSuccess,
  collectorDuration,
  discoverySuccess,
  discoveryDuration,
  containersFound,
  inspectAge,
];
