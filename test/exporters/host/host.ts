import type { HostExporter } from '../../../src/exporters/collector.js';
import { createSamples } from '../../../src/exposition/samples.js';
import { createRootfsReader, type RootfsReader } from '../../../src/kernel/fs/rootfs.js';
import { type Machine, readMachine } from '../../../src/kernel/proc/machine-capacity.js';
import { createProcReader } from '../../../src/kernel/proc/procfs.js';

interface Host {
  readonly procfs: string;
  readonly rootfs?: RootfsReader;
  readonly machine?: Machine;
  readonly now?: number;
  readonly signal?: AbortSignal;
}

/** What an exporter says of a host, `name{labels}` -> value. Names must be declared in its families. */
export async function collect(exporter: HostExporter, host: Host): Promise<Record<string, number>> {
  const proc = createProcReader(host.procfs);
  const samples = createSamples();
  await exporter.collect({
    emit: (family, value, labels) => samples.add(family, value, undefined, labels),
    proc,
    rootfs: host.rootfs ?? createRootfsReader('/'),
    machine: host.machine ?? readMachine(proc),
    now: host.now ?? 0,
    signal: host.signal ?? new AbortController().signal,
  });
  const found: Record<string, number> = {};
  for (const { family, values, labels } of samples.columns()) {
    for (const [i, value] of values.entries()) {
      const series = labels[i] ? `${family.name}{${labels[i]}}` : family.name;
      if (series in found) throw new Error(`${series} twice`);
      found[series] = value;
    }
  }
  return found;
}
