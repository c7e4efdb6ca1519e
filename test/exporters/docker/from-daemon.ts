import type { Container, ContainerMetadata } from '../../../src/discovery/container.js';
import type { DiskUsage, DiskUsageAnswer } from '../../../src/discovery/runtime-source.js';
import type { Collector } from '../../../src/exporters/collector.js';
import { type Collected, collectSamples } from '../../support/collect-samples.js';

interface Told {
  readonly usage?: Partial<DiskUsage>;
  readonly error?: string;
  readonly containers?: readonly ContainerMetadata[];
  readonly largestShown?: number;
}

/** What a collector says of a daemon; containers' own samples begin with their name. */
export async function collectFromDaemon(collector: Collector, told: Told): Promise<Collected> {
  const containers: Container[] = (told.containers ?? []).map((metadata) => ({
    id: metadata.id,
    cgroup: undefined,
    metadata,
    source: 'docker',
    identity: new Uint8Array(),
  }));
  const engine = { source: 'docker', label: undefined, daemon: undefined, diskUsage: answerWith(told) };
  const given = { containers, largestShown: told.largestShown ?? 10, engines: [engine] };
  return await collectSamples(collector, given, {
    prefixOf: (owner) => ('metadata' in owner ? `${owner.metadata?.name}: ` : ''),
  });
}

function answerWith({ usage, error }: Told): DiskUsageAnswer {
  if (!usage) return { usage: undefined, age: undefined, duration: undefined, error };
  const nothing = { images: undefined, containers: undefined, volumes: undefined, buildCache: undefined };
  const whole = { ...nothing, imageItems: [], volumeItems: [], writableLayers: new Map(), ...usage };
  return { usage: whole, age: 1, duration: 1, error };
}
