import { expect, test } from 'vitest';
import { machine } from '../../../src/exporters/host/machine.js';
import { machineTopology } from '../../../src/exporters/host/machine-topology.js';
import { parseCacheSize, parseCpuNumbers, parseDistances } from '../../../src/kernel/fs/cpu-topology.js';
import { createRootfsReader } from '../../../src/kernel/fs/rootfs.js';
import { folderOf } from '../../support/folder.js';
import { onlyParseErrors } from '../../support/kernel-text.js';
import { collect } from './host.js';

/** Two CPUs that are threads of one core, on one of two nodes; written by hand after the kernel's documentation. */
const cache = (cpu: number, index: number, level: number, type: string, size: string) => {
  const at = `sys/devices/system/cpu/cpu${cpu}/cache/index${index}`;
  const shared = level === 3 ? '0-3' : '0-1';
  return {
    [`${at}/level`]: `${level}\n`,
    [`${at}/type`]: `${type}\n`,
    [`${at}/size`]: `${size}\n`,
    [`${at}/shared_cpu_list`]: `${shared}\n`,
  };
};
const cpu = (n: number) => ({
  [`sys/devices/system/cpu/cpu${n}/topology/core_id`]: '7\n',
  [`sys/devices/system/cpu/cpu${n}/topology/thread_siblings_list`]: '0-1\n',
  ...cache(n, 0, 1, 'Data', '48K'),
  ...cache(n, 3, 3, 'Unified', '32M'),
});
const files = {
  ...cpu(0),
  ...cpu(1),
  'sys/devices/system/cpu/cpufreq/boost': '1\n',
  'sys/devices/system/node/node0/cpulist': '0-1\n',
  'sys/devices/system/node/node0/distance': '10 21\n',
  'sys/devices/system/node/node0/meminfo': 'Node 0 MemTotal:       32768 kB\nNode 0 MemFree:        1 kB\n',
  'sys/devices/system/node/node0/hugepages/hugepages-2048kB/nr_hugepages': '4\n',
  'sys/devices/system/node/node2/cpulist': '\n',
  'etc/machine-id': '0123456789abcdef0123456789abcdef\n',
  'sys/class/dmi/id/product_uuid': 'EC2E1916-9099-7CAF-FD21-012345ABCDEF\n',
};
const ids =
  'boot_id="5d9f",machine_id="0123456789abcdef0123456789abcdef",system_uuid="EC2E1916-9099-7CAF-FD21-012345ABCDEF"';
const proc = {
  stat: 'cpu0 1 1 1 1\ncpu1 1 1 1 1\nbtime 1700000000\n',
  meminfo: 'MemTotal: 1000 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n',
  cpuinfo: 'processor: 0\nphysical id\t: 0\ncore id\t\t: 7\n\nprocessor: 1\nphysical id\t: 0\ncore id\t\t: 7\n',
  'sys/kernel/random/boot_id': '5d9f\n',
};
const host = () => ({ procfs: folderOf(proc), rootfs: createRootfsReader(folderOf(files)) });

test('the machine has the labels that tell it and its boot apart', async () => {
  const said = await collect(machine, host());
  expect(said).toMatchObject({
    [`machine_cpu_cores{${ids}}`]: 2,
    [`machine_cpu_physical_cores{${ids}}`]: 1,
    [`machine_cpu_sockets{${ids}}`]: 1,
    [`machine_memory_bytes{${ids}}`]: 1_024_000,
  });
  const bare = { procfs: folderOf(proc), rootfs: createRootfsReader(folderOf({})) };
  expect(await collect(machine, bare)).toHaveProperty(['machine_cpu_cores{boot_id="5d9f"}'], 2);
});

test('what may not be read is no label, and costs nothing else', async () => {
  // The firmware's is root's alone. A folder cannot be read by root either.
  const rootfs = createRootfsReader(folderOf({ 'sys/class/dmi/id/product_uuid/x': '', 'etc/machine-id': 'abc\n' }));
  const said = await collect(machine, { procfs: folderOf(proc), rootfs });
  expect(said).toHaveProperty(['machine_cpu_cores{boot_id="5d9f",machine_id="abc"}'], 2);
});

test('caches once each, those of one core with it; threads, nodes and their distances', async () => {
  expect(await collect(machineTopology, host())).toEqual({
    [`machine_cpu_cache_capacity_bytes{${ids},core_id="7",level="1",node_id="0",type="Data"}`]: 49_152,
    [`machine_cpu_cache_capacity_bytes{${ids},level="3",node_id="0",type="Unified"}`]: 33_554_432,
    [`machine_thread_siblings_count{${ids},core_id="7",node_id="0",thread_id="0"}`]: 2,
    [`machine_thread_siblings_count{${ids},core_id="7",node_id="0",thread_id="1"}`]: 2,
    [`machine_node_memory_capacity_bytes{${ids},node_id="0"}`]: 33_554_432,
    [`machine_node_hugepages_count{${ids},node_id="0",page_size="2048"}`]: 4,
    [`machine_node_distance{${ids},node_id="0",target_node_id="0"}`]: 10,
    [`machine_node_distance{${ids},node_id="0",target_node_id="2"}`]: 21,
  });
});

test('nothing but ParseError', () => {
  onlyParseErrors(parseCacheSize, '48K\n');
  onlyParseErrors(parseCpuNumbers, '0-3,8\n');
  onlyParseErrors(parseDistances, '10 21\n');
});
