import { label, labels, sanitizeLabelName } from '../exposition/labels.js';
import type { ContainerMetadata, FoundName } from './container.js';

/** Picks the container labels to expose: pairs of label name (`container_label_...`, unique) and value. */
export type LabelFilter = (labels: Readonly<Record<string, string>>) => readonly (readonly [string, string])[];

/** Names of identity labels, besides `container_label_*`: no collector uses them for anything else. */
export const identityLabels = ['id', 'name', 'image', 'pod', 'namespace', 'container', 'unit'] as const;

interface Identified {
  readonly id: string;
  readonly name: string | undefined;
  readonly metadata: ContainerMetadata | undefined;
  readonly found?: FoundName | undefined;
  /** The systemd unit, for a cgroup that is not a container. */
  readonly unit?: string | undefined;
}

/** The labels that all samples of a container carry, as UTF-8: rendered once per scrape, copied for every sample. */
export function renderIdentity({ id, name, metadata, found, unit }: Identified, filter: LabelFilter): Uint8Array {
  const given = metadata?.labels ?? {};
  let text = labels({
    id,
    name,
    image: metadata?.image ?? found?.image,
    // The labels that the kubelet passes to runtimes.
    pod: given['io.kubernetes.pod.name'] ?? found?.pod,
    namespace: given['io.kubernetes.pod.namespace'] ?? found?.namespace,
    container: given['io.kubernetes.container.name'] ?? found?.container,
    unit,
  });
  for (const [labelName, value] of filter(given)) text += `,${label(labelName, value)}`;
  return new TextEncoder().encode(text);
}

/** What a container belongs to, by the labels of what started it: compose, swarm and Kubernetes. */
export const defaultContainerLabels = [
  'com.docker.compose.project',
  'com.docker.compose.service',
  'com.docker.stack.namespace',
  'com.docker.swarm.service.name',
  'com.docker.swarm.task.name',
  'com.docker.swarm.node.id',
  'io.kubernetes.pod.name',
  'io.kubernetes.pod.namespace',
  'io.kubernetes.container.name',
] as const;

/**
 * Picks the container labels that match one of the globs (`*` is any text, `?` one character) and names them as
 * cAdvisor does: `container_label_` and the name, with `_` for characters that Prometheus does not allow. If two names
 * become the same, the first in the order of the original names wins: a series can't have a label twice. Values are
 * passed on whole.
 */
export function createLabelFilter(globs: readonly string[]): LabelFilter {
  const exact = new Set(globs.filter((glob) => !/[*?]/.test(glob)));
  const patterns = globs.filter((glob) => /[*?]/.test(glob)).map(globPattern);
  return (labels) => {
    const picked = new Map<string, string>();
    for (const name of Object.keys(labels).sort()) {
      const value = labels[name];
      // Prometheus treats an empty label as absent.
      if (!value || !(exact.has(name) || patterns.some((pattern) => pattern.test(name)))) continue;
      const labelName = `container_label_${sanitizeLabelName(name)}`;
      if (!picked.has(labelName)) picked.set(labelName, value);
    }
    return [...picked];
  };
}

function globPattern(glob: string): RegExp {
  const pattern = glob
    .replace(/\*+/g, '*')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${pattern}$`, 's');
}
