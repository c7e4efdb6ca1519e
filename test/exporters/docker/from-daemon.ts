import type { Container, ContainerMetadata } from '../../../src/discovery/container.js';
import type { DiskUsage, DiskUsageAnswer } from '../../../src/discovery/disk-usage.js';
import type { DaemonContext, DaemonExporter, Emit } from '../../../src/exporters/collector.js';

interface Told {
  readonly usage?: Partial<DiskUsage>;
  readonly error?: string;
  readonly containers?: readonly ContainerMetadata[];
  readonly largestShown?: number;
}

export interface Collected {
  /** `name{labels}` -> value; containers' own samples begin with their name. */
  readonly samples: Record<string, number>;
  readonly failure: unknown;
}

/** What an exporter says of a daemon. Names and labels must be declared in its families. */
export function collectFromDaemon(exporter: DaemonExporter, told: Told): Collected {
  const samples: Record<string, number> = {};
  const emitAs =
    (prefix: string): Emit =>
    (family, value, labels = '') => {
      if (!exporter.families.includes(family)) throw new Error(`${family.name} is not declared`);
      const names = [...labels.matchAll(/(?:^|,)(\w+)="(?:[^"\\]|\\.)*"/g)].map(([, name = '']) => name);
      const unknown = names.filter((name) => !family.labels.includes(name));
      if (unknown.length > 0) throw new Error(`${family.name} has no label ${unknown}`);
      const series = `${prefix}${family.name}{${labels}}`;
      if (series in samples) throw new Error(`${series} is there twice`);
      if (value !== undefined) samples[series] = value;
    };
  const containers: Container[] = (told.containers ?? []).map((metadata) => ({
    id: metadata.id,
    cgroup: undefined,
    metadata,
    identity: new Uint8Array(),
  }));
  const context = {
    emit: emitAs(''),
    emitFor: (container: Container) => emitAs(`${container.metadata?.name}: `),
    containers,
    largestShown: told.largestShown ?? 10,
    diskUsage: answerWith(told),
  };
  const whole = new Proxy(context as unknown as DaemonContext, {
    get(target, name) {
      if (!(name in target)) throw new Error(`${String(name)} was asked for`);
      return Reflect.get(target, name);
    },
  });
  try {
    exporter.collect(whole);
    return { samples, failure: undefined };
  } catch (failure) {
    return { samples, failure };
  }
}

function answerWith({ usage, error }: Told): DiskUsageAnswer {
  if (!usage) return { usage: undefined, age: undefined, duration: undefined, error };
  const nothing = { images: undefined, containers: undefined, volumes: undefined, buildCache: undefined };
  const whole = { ...nothing, imageItems: [], volumeItems: [], writableLayers: new Map(), ...usage };
  return { usage: whole, age: 1, duration: 1, error };
}
