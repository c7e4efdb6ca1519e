import type { Collector } from '../../../src/exporters/collector.js';
import { createRootfsReader, type RootfsReader } from '../../../src/kernel/fs/rootfs.js';
import { type MachineCapacity, readMachineCapacity } from '../../../src/kernel/proc/machine-capacity.js';
import { createProcReader } from '../../../src/kernel/proc/procfs.js';
import { createSysReader } from '../../../src/kernel/sys/sysfs.js';
import { collectSamples } from '../../support/collect-samples.js';

interface Host {
  readonly procfs: string;
  readonly sysfs?: string;
  readonly rootfs?: RootfsReader;
  readonly machine?: MachineCapacity;
  readonly now?: number;
  readonly signal?: AbortSignal;
}

/** What a collector says of a host, `name{labels}` -> value. */
export async function collect(collector: Collector, host: Host): Promise<Record<string, number>> {
  const proc = createProcReader(host.procfs);
  const { samples, failure } = await collectSamples(collector, {
    proc,
    sys: createSysReader(host.sysfs ?? '/no-sys'),
    rootfs: host.rootfs ?? createRootfsReader('/no-root'),
    machine: host.machine ?? readMachineCapacity(proc),
    now: host.now ?? 0,
    textfileDirectories: [],
    signal: host.signal ?? new AbortController().signal,
  });
  if (failure !== undefined) throw failure;
  // Family by family, as an exposition has them.
  const familyOf = (series: string) => series.split('{', 1)[0] ?? '';
  const families = Object.keys(samples).map(familyOf);
  const sorted = Object.entries(samples).sort(
    ([one], [other]) => families.indexOf(familyOf(one)) - families.indexOf(familyOf(other)),
  );
  return Object.fromEntries(sorted);
}
