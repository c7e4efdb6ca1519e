import type { Cgroup, ContainerInspect, ContainerMetadata } from '../../../src/discovery/container.js';
import type { Collector } from '../../../src/exporters/collector.js';
import { collectSamples } from '../../support/collect-samples.js';
import { inspected, metadataOf } from '../../support/make-container.js';

/** What a collector says of a container, `name{labels}` -> value. What the API says needs no reading. */
export async function collectFrom(
  collector: Collector,
  metadata: ContainerMetadata | undefined,
  cgroup?: Cgroup,
): Promise<Record<string, number>> {
  const id = cgroup?.path ?? `/docker/${metadata?.id}`;
  const { samples, failure } = await collectSamples(collector, {
    containers: [{ id, cgroup, metadata, identity: new Uint8Array() }],
  });
  if (failure !== undefined) throw failure;
  return samples;
}

const running: Partial<ContainerInspect> = {
  ...{ pid: 4242, startedAt: 1_795_230_000.5, exitCode: 0, restartPolicy: 'always', networkMode: 'shop' },
};

/** A container that runs, but for the changes; `never` for one that was not inspected. */
export function containerWith(
  changes: Partial<Omit<ContainerMetadata, 'inspect'>>,
  inspectChanges: Partial<ContainerInspect> | 'never' = {},
): ContainerMetadata {
  return metadataOf('c0ffee'.padEnd(64, '0'), {
    ...{ name: 'web', image: 'shop/web:1', imageId: 'sha256:1234', created: 1_795_230_000 },
    ...changes,
    inspect: inspectChanges === 'never' ? undefined : inspected({ ...running, ...inspectChanges }),
  });
}

/** The values of the `label` whose samples of `family` are 1, and how many there are in all. */
export function trueOnes(samples: Record<string, number>, family: string, label: string) {
  const all = Object.entries(samples).filter(([series]) => series.startsWith(`${family}{`));
  const ones = all
    .filter(([, value]) => value === 1)
    .map(([series]) => series.slice(`${family}{${label}="`.length, -2));
  return { ones, count: all.length };
}
