import { label, labels } from '../exposition/labels.js';
import type { ContainerMetadata } from './container.js';

/** Picks the container labels to expose: pairs of label name (`container_label_...`, unique) and value. */
export type LabelFilter = (labels: Readonly<Record<string, string>>) => readonly (readonly [string, string])[];

/** Names that identity labels can have, beside `container_label_*`: no exporter uses them for anything else. */
export const identityLabels = ['id', 'name', 'image', 'pod', 'namespace', 'container'] as const;

interface Identified {
  readonly id: string;
  readonly name: string | undefined;
  readonly metadata: ContainerMetadata | undefined;
}

/** The labels that all samples of a container carry, as UTF-8: rendered once a scrape, copied for every sample. */
export function renderIdentity({ id, name, metadata }: Identified, filter: LabelFilter): Uint8Array {
  const given = metadata?.labels ?? {};
  let text = labels({
    id,
    name,
    image: metadata?.image,
    // The kubelet's names for what it tells runtimes in labels.
    pod: given['io.kubernetes.pod.name'],
    namespace: given['io.kubernetes.pod.namespace'],
    container: given['io.kubernetes.container.name'],
  });
  for (const [labelName, value] of filter(given)) text += `,${label(labelName, value)}`;
  return new TextEncoder().encode(text);
}
