import type { Collector, DiskUsageContext } from '../../../src/exporters/collector.js';
import type { CgroupReader } from '../../../src/kernel/cgroup/cgroup-reader.js';
import { createCgroupV1Reader } from '../../../src/kernel/cgroup/cgroup-v1.js';
import { createCgroupV2Reader } from '../../../src/kernel/cgroup/cgroup-v2.js';
import { collectSamples } from '../../support/collect-samples.js';
import { folderOf } from '../../support/folder.js';
import { runningContainer } from '../../support/make-container.js';

type Files = Readonly<Record<string, string>>;

/** `files` are those of one hierarchy for each folder of the first level. */
export function v1Reader(files: Files): CgroupReader {
  const root = folderOf(files);
  const names = new Set(Object.keys(files).map((path) => path.split('/', 1)[0] ?? ''));
  return createCgroupV1Reader(Object.fromEntries([...names].map((name) => [name, `${root}/${name}`])));
}

export const v2Reader = (files: Files): CgroupReader => createCgroupV2Reader(folderOf(files));

/** What a collector says of the container `/c`. */
export async function collectOf(
  collector: Collector,
  cgroups: CgroupReader,
  given: Partial<DiskUsageContext> = {},
): Promise<Record<string, number>> {
  const { samples, failure } = await collectSamples(collector, {
    found: [runningContainer('c', 1, { path: '/c' }).cgroup],
    cgroups,
    blockDeviceName: (device) => (device === '8:0' ? '/dev/sda' : undefined),
    choices: { networkShared: 'once', cpuUsage: 'total' },
    machine: { cores: 2, memory: 1e9, swap: 0, swapFree: 0, bootTime: 0 },
    ...given,
  });
  if (failure !== undefined) throw failure;
  return samples;
}
