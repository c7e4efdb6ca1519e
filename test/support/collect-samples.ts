import type { Cgroup, Container } from '../../src/discovery/container.js';
import type { Collector, DiskUsageContext, EmitOfContainer } from '../../src/exporters/collector.js';

export interface Collected {
  /** `name{labels}` -> value; for containers begun by what `prefixOf` or `identityOf` say of them. */
  readonly samples: Record<string, number>;
  /** What the collector threw, or noted as a failure. */
  readonly failure: unknown;
}

interface Identification {
  /** What stands before the series of an owner. */
  readonly prefixOf?: (owner: Cgroup | Container) => string;
  /** Labels of an owner, rendered. */
  readonly identityOf?: (owner: Cgroup | Container) => string;
  /** For late values. */
  readonly named?: Container;
}

/**
 * What a collector says of what it is given; whatever else it touches would throw. Families and labels must be the ones
 * that it declares. Late values are asked for with `named`.
 */
export async function collectSamples(
  collector: Collector,
  given: Partial<DiskUsageContext>,
  { prefixOf = () => '', identityOf = () => '', named }: Identification = {},
): Promise<Collected> {
  const samples: Record<string, number> = {};
  let failure: unknown;
  const emitAs =
    (prefix: string, identity: string): EmitOfContainer =>
    (family, value, labels = '') => {
      const declared = collector.families.some(
        (one) => one === family || ('named' in one && one.template.startsWith(family.name.slice(0, 5))),
      );
      if (!declared) throw new Error(`${family.name} is not declared`);
      const names = [...labels.matchAll(/(?:^|,)(\w+)="(?:[^"\\]|\\.)*"/g)].map(([, name = '']) => name);
      const unknown = names.filter((name) => !family.labels.includes(name));
      if (unknown.length > 0) throw new Error(`${family.name} has no label ${unknown}`);
      const all = [identity, labels].filter((one) => one !== '').join(',');
      const series = `${prefix}${all ? `${family.name}{${all}}` : family.name}`;
      if (series in samples) throw new Error(`${series} is there twice`);
      const number = typeof value === 'function' ? named && value(named) : value;
      if (number !== undefined) samples[series] = number;
    };
  const own = {
    emit: emitAs('', ''),
    emitFor: (owner: Cgroup | Container) => emitAs(prefixOf(owner), identityOf(owner)),
    breathe: () => undefined,
    signal: new AbortController().signal,
    fail: (error: unknown) => {
      failure ??= error;
    },
    ...given,
  };
  const context = new Proxy(own as unknown as DiskUsageContext, {
    get(target, name) {
      if (!(name in target)) throw new Error(`${String(name)} was asked for`);
      return Reflect.get(target, name);
    },
  });
  try {
    await collector.collect(context);
  } catch (error) {
    failure ??= error;
  }
  return { samples, failure };
}
