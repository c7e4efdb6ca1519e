import { gauge } from '../../exposition/family.js';
import { labels } from '../../exposition/labels.js';
import {
  parseCacheSize,
  parseCpuNumbers,
  parseDistances,
  parseNodeMemory,
  parseWord,
} from '../../kernel/fs/cpu-topology.js';
import type { RootfsReader } from '../../kernel/fs/rootfs.js';
import { listKernelDirectory } from '../../kernel/read.js';
import { parseNumber } from '../../kernel/text/bytes.js';
import type { Collector, HostContext } from '../collector.js';
import { machineIds, machineLabels } from './machine-ids.js';

const family = (name: string, help: string, own: readonly string[]) =>
  gauge(`machine_${name}`, help, [...machineLabels, ...own]);

const cacheSize = family('cpu_cache_capacity_bytes', 'Size of a cache; without a core_id it is shared by cores.', [
  ...['core_id', 'level', 'node_id', 'type'],
]);
const siblings = family('thread_siblings_count', 'Threads of the core that a CPU is one of.', [
  ...['core_id', 'node_id', 'thread_id'],
]);
const nodeMemory = family('node_memory_capacity_bytes', 'Memory of a NUMA node.', ['node_id']);
const nodeHugePages = family('node_hugepages_count', 'Huge pages set aside on a NUMA node; page_size in kB.', [
  ...['node_id', 'page_size'],
]);
const nodeDistance = family('node_distance', 'How far a NUMA node is from another: 10 is itself.', [
  ...['node_id', 'target_node_id'],
]);

const cpus = 'sys/devices/system/cpu';
const nodes = 'sys/devices/system/node';

export const machineTopology: Collector = {
  name: 'machine-topology',
  group: 'host',
  help: "CPU caches, threads and NUMA nodes of the machine, under cAdvisor's names; needs the host's sysfs below the root directory",
  enabledByDefault: false,
  needs: 'nothing',
  families: [cacheSize, siblings, nodeMemory, nodeHugePages, nodeDistance],
  collect(host) {
    const ids = machineIds(host);
    const nodeOfCpu = emitNodes(host, ids);
    emitCpus(host, ids, nodeOfCpu);
  },
};

/** Returns the node of each CPU. */
function emitNodes({ rootfs, emit }: HostContext, ids: Ids): ReadonlyMap<number, string> {
  const nodeOfCpu = new Map<number, string>();
  const numbers = numbered(rootfs, nodes, /^node(\d+)$/);
  for (const node of numbers) {
    const at = `${nodes}/node${node}`;
    for (const cpu of rootfs.read(`${at}/cpulist`, parseCpuNumbers) ?? []) nodeOfCpu.set(cpu, String(node));
    emit(nodeMemory, rootfs.read(`${at}/meminfo`, parseNodeMemory), labels({ ...ids, node_id: String(node) }));
    for (const size of numbered(rootfs, `${at}/hugepages`, /^hugepages-(\d+)kB$/)) {
      const count = rootfs.read(`${at}/hugepages/hugepages-${size}kB/nr_hugepages`, parseNumber);
      emit(nodeHugePages, count, labels({ ...ids, node_id: String(node), page_size: String(size) }));
    }
    for (const [i, distance] of (rootfs.read(`${at}/distance`, parseDistances) ?? []).entries()) {
      emit(nodeDistance, distance, labels({ ...ids, node_id: String(node), target_node_id: String(numbers[i] ?? i) }));
    }
  }
  return nodeOfCpu;
}

function emitCpus({ rootfs, emit }: HostContext, ids: Ids, nodeOfCpu: ReadonlyMap<number, string>): void {
  /** A cache is listed under each CPU that has it. */
  const seen = new Set<string>();
  for (const cpu of numbered(rootfs, cpus, /^cpu(\d+)$/)) {
    const topology = `${cpus}/cpu${cpu}/topology`;
    const core = rootfs.read(`${topology}/core_id`, parseWord);
    // An offline CPU has none.
    if (core === undefined) continue;
    const node_id = nodeOfCpu.get(cpu);
    const threads = rootfs.read(`${topology}/thread_siblings_list`, parseCpuNumbers);
    emit(siblings, threads?.length, labels({ ...ids, core_id: core, node_id, thread_id: String(cpu) }));
    for (const index of numbered(rootfs, `${cpus}/cpu${cpu}/cache`, /^index(\d+)$/)) {
      const at = `${cpus}/cpu${cpu}/cache/index${index}`;
      const level = rootfs.read(`${at}/level`, parseWord);
      const type = rootfs.read(`${at}/type`, parseWord);
      const sharing = rootfs.read(`${at}/shared_cpu_list`, parseCpuNumbers) ?? [cpu];
      const isOfCore = sharing.every((other) => threads?.includes(other) ?? other === cpu);
      const rendered = labels({ ...ids, core_id: isOfCore ? core : undefined, level, node_id, type });
      if (seen.has(rendered)) continue;
      seen.add(rendered);
      emit(cacheSize, rootfs.read(`${at}/size`, parseCacheSize), rendered);
    }
  }
}

type Ids = ReturnType<typeof machineIds>;

/** The numbers in a folder's matching names, ascending. */
function numbered({ root }: RootfsReader, folder: string, pattern: RegExp): number[] {
  const names = listKernelDirectory(`${root.replace(/\/+$/, '')}/${folder}`) ?? [];
  return names
    .flatMap((name) => pattern.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}
