import type { ReadSample } from '../exposition/text-reader.js';
import type { Finding } from './finding.js';
import type { Sight, Subject } from './sight.js';

/** One check of the diagnosis. */
export interface Check {
  /** The id of its findings. */
  readonly id: string;
  /** The page of docs/runbooks with a heading of that name. */
  readonly page: 'containers' | 'disk' | 'host' | 'exporter';
  /** Collectors that it needs. */
  readonly collectors: readonly string[];
  /** Whether this host measures it at all; undefined if every host does. */
  readonly isMeasured?: (sight: Sight) => boolean;
  /** One of its collectors is off by default, so a missing check is not reported. */
  readonly optional?: true;
  find(sight: Sight): readonly Observation[];
}

/** A finding without the check's own fields. */
export type Observation = Omit<Finding, 'id' | 'runbook'>;

/** Checks each container. */
export function eachContainer(
  judge: (container: Subject, sight: Sight) => Omit<Observation, 'container'> | undefined,
): Check['find'] {
  return (sight) =>
    sight.containers.flatMap((container) => {
      const observation = judge(container, sight);
      return observation ? [{ ...observation, container: { id: container.id, name: container.name } }] : [];
    });
}

/** Checks the host as a whole. */
export function theHost(judge: (sight: Sight) => Observation | undefined): Check['find'] {
  return (sight) => {
    const observation = judge(sight);
    return observation ? [observation] : [];
  };
}

/** For what only some kernels measure. */
export function measuredAs(series: string): (sight: Sight) => boolean {
  return (sight) => sight.samples(series).length > 0;
}

/** `docker`, `podman`, followed by a colon and more if there are several. */
const runtimes = /^(?:docker|podman)(?::|$)/;

/** Whether Docker or Podman answered: 1 or 0; undefined if there is none. If there are several, one that failed. */
export function askedRuntime(sight: Sight): ReadSample | undefined {
  const asked = sight
    .samples('container_exporter_discovery_success')
    .filter(({ labels }) => runtimes.test(labels.source ?? ''));
  return asked.find(({ value }) => value === 0) ?? asked[0];
}

/** Whether the kubelet answered: 1 or 0; undefined if none is queried. */
export function askedKubelet(sight: Sight): number | undefined {
  return sight.value('container_exporter_discovery_success', { source: 'kubelet' });
}

/** Whether the walk and the engines succeeded: other sources of names may fail on their own. */
export function findsContainers(sight: Sight): boolean {
  const walk = sight.value('container_exporter_discovery_success', { source: 'cgroup' });
  return walk !== 0 && askedRuntime(sight)?.value !== 0;
}

/** For what only a runtime's API or the kubelet reports. */
export function toldByRuntime(sight: Sight): boolean {
  return askedRuntime(sight) !== undefined || askedKubelet(sight) !== undefined;
}
