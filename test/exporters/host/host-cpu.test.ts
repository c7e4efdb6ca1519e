import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hostCpu } from '../../../src/exporters/host/host-cpu.js';
import { folderOf } from '../../support/folder.js';
import { collect } from './host.js';

test('modes, and guests apart', async () => {
  const procfs = folderOf({ stat: 'cpu  9 9 9 9\ncpu0 100 200 300 400 500 600 700 800 900 1000\n' });
  expect(await collect(hostCpu, { procfs })).toEqual({
    'node_cpu_seconds_total{cpu="0",mode="user"}': 1,
    'node_cpu_seconds_total{cpu="0",mode="nice"}': 2,
    'node_cpu_seconds_total{cpu="0",mode="system"}': 3,
    'node_cpu_seconds_total{cpu="0",mode="idle"}': 4,
    'node_cpu_seconds_total{cpu="0",mode="iowait"}': 5,
    'node_cpu_seconds_total{cpu="0",mode="irq"}': 6,
    'node_cpu_seconds_total{cpu="0",mode="softirq"}': 7,
    'node_cpu_seconds_total{cpu="0",mode="steal"}': 8,
    'node_cpu_guest_seconds_total{cpu="0",mode="user"}': 9,
    'node_cpu_guest_seconds_total{cpu="0",mode="nice"}': 10,
  });
});

test('modes that the kernel lacks are absent', async () => {
  const found = await collect(hostCpu, { procfs: folderOf({ stat: 'cpu0 1 2 3 4\n' }) });
  expect(Object.keys(found)).toHaveLength(4);
});

test('a CPU that goes offline is gone, and time never steps back but after a restart of the CPU', async () => {
  const procfs = folderOf({ stat: 'cpu0 1 0 0 10000 500\ncpu1 1 0 0 10000 500\n' });
  const idleAndWait = async () => {
    const found = await collect(hostCpu, { procfs });
    return ['idle', 'iowait'].map((mode) => found[`node_cpu_seconds_total{cpu="0",mode="${mode}"}`]);
  };
  expect(await idleAndWait()).toEqual([100, 5]);
  writeFileSync(join(procfs, 'stat'), 'cpu0 1 0 0 9999 400\n');
  expect(await idleAndWait()).toEqual([100, 5]);
  expect(Object.keys(await collect(hostCpu, { procfs })).some((series) => series.includes('cpu="1"'))).toBe(false);
  writeFileSync(join(procfs, 'stat'), 'cpu0 1 0 0 20 3\n');
  expect(await idleAndWait()).toEqual([0.2, 0.03]);
});
