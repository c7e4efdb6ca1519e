import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { HostExporter } from '../../../src/exporters/collector.js';
import { createSamples } from '../../../src/exposition/samples.js';
import { createRootfsReader, type RootfsReader } from '../../../src/kernel/fs/rootfs.js';
import { type Machine, readMachine } from '../../../src/kernel/proc/machine-capacity.js';
import { createProcReader } from '../../../src/kernel/proc/procfs.js';

/** A folder of files that stands for a host's procfs or root file system, gone when the test is over. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'host-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

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
