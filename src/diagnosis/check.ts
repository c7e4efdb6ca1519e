import type { ReadSample } from '../exposition/text-reader.js';
import type { Finding } from './finding.js';
import type { Sight, Subject } from './sight.js';

/** One thing that is looked for. */
export interface Check {
  /** The id of its findings. */
  readonly id: string;
  /** The page of docs/runbooks that has a heading of that name. */
  readonly page: 'containers' | 'disk' | 'host' | 'exporter';
  /** Collectors without which it sees nothing. */
  readonly collectors: readonly string[];
  /** Whether this host measures it at all; undefined where each does. */
  readonly isMeasured?: (sight: Sight) => boolean;
  /** One of its collectors is off by default, so that it is no surprise where this is not checked. */
  readonly optional?: true;
  find(sight: Sight): readonly Observation[];
}

/** A finding but for what the check says of itself. */
export type Observation = Omit<Finding, 'id' | 'runbook'>;

/** Judges containers one by one. */
export function eachContainer(
  judge: (container: Subject, sight: Sight) => Omit<Observation, 'container'> | undefined,
): Check['find'] {
  return (sight) =>
    sight.containers.flatMap((container) => {
      const observation = judge(container, sight);
      return observation ? [{ ...observation, container: { id: container.id, name: container.name } }] : [];
    });
}

/** Judges the host as a whole. */
export function theHost(judge: (sight: Sight) => Observation | undefined): Check['find'] {
  return (sight) => {
    const observation = judge(sight);
    return observation ? [observation] : [];
  };
}

/** For what some kernels alone measure. */
export function measuredAs(series: string): (sight: Sight) => boolean {
  return (sight) => sight.samples(series).length > 0;
}

/** `docker`, `podman`, and with a colon and more behind it where there are several. */
const runtimes = /^(?:docker|podman)(?::|$)/;

/** How asking Docker or Podman went: 1 or 0; nothing where there is none to ask. Of several, one that failed. */
export function askedRuntime(sight: Sight): ReadSample | undefined {
  const asked = sight
    .samples('container_exporter_discovery_success')
    .filter(({ labels }) => runtimes.test(labels.source ?? ''));
  return asked.find(({ value }) => value === 0) ?? asked[0];
}

/** How asking the kubelet went: 1 or 0; nothing where none is asked. */
export function askedKubelet(sight: Sight): number | undefined {
  return sight.value('container_exporter_discovery_success', { source: 'kubelet' });
}

/** Whether the walk and the engines answered: what names containers without them may fail by itself. */
export function findsContainers(sight: Sight): boolean {
  const walk = sight.value('container_exporter_discovery_success', { source: 'cgroup' });
  return walk !== 0 && askedRuntime(sight)?.value !== 0;
}

/** For what a runtime's API or the kubelet alone tells. */
export function toldByRuntime(sight: Sight): boolean {
  return askedRuntime(sight) !== undefined || askedKubelet(sight) !== undefined;
}
