import type { Cgroup, ContainerInspect, ContainerMetadata } from '../../../src/discovery/container.js';
import type { ContainerContext, ContainerExporter, Emit } from '../../../src/exporters/collector.js';
import { inspected, metadataOf } from '../../support/make-container.js';

/** What an exporter says of a container, `name{labels}` -> value. Names must be declared in its families. */
export function collectFrom(
  exporter: ContainerExporter,
  metadata: ContainerMetadata | undefined,
  cgroup?: Cgroup,
): Record<string, number> {
  const samples: Record<string, number> = {};
  const emit: Emit = (family, value, labels = '') => {
    if (!exporter.families.includes(family)) throw new Error(`${family.name} is not declared`);
    const series = labels ? `${family.name}{${labels}}` : family.name;
    if (series in samples) throw new Error(`${series} is there twice`);
    if (value !== undefined) samples[series] = value;
  };
  const id = cgroup?.path ?? `/docker/${metadata?.id}`;
  // What the API says needs no reading: whatever else they touched would throw.
  const context = new Proxy({} as ContainerContext, {
    get(_, name) {
      if (name === 'emit') return emit;
      throw new Error(`${String(name)} was asked for`);
    },
  });
  exporter.collect({ id, cgroup, metadata, identity: new Uint8Array() }, context);
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
