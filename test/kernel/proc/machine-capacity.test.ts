import { execFileSync } from 'node:child_process';
import { totalmem } from 'node:os';
import { expect, test } from 'vitest';
import { machine } from '../../../src/exporters/host/machine.js';
import { readMachineCapacity } from '../../../src/kernel/proc/machine-capacity.js';
import { createProcReader } from '../../../src/kernel/proc/procfs.js';
import { collect } from '../../exporters/host/host.js';
import { folderOf } from '../../support/folder.js';

test('cores, memory and swap of this machine', async () => {
  const capacity = readMachineCapacity(createProcReader('/proc'));
  expect(capacity.cores).toBe(Number(execFileSync('getconf', ['_NPROCESSORS_ONLN'])));
  expect(capacity.memory).toBe(totalmem());
  const [, swap] = /^Swap:\s+(\d+)/m.exec(execFileSync('free', ['-b']).toString()) ?? [];
  expect(capacity.swap).toBe(Number(swap));
  const shown = Object.entries(await collect(machine, { procfs: '/proc' }));
  // Without what the labels tell of this machine.
  expect(Object.fromEntries(shown.map(([series, value]) => [series.replace(/\{.*/, ''), value]))).toMatchObject({
    machine_cpu_cores: capacity.cores,
    machine_memory_bytes: capacity.memory,
    machine_swap_bytes: capacity.swap,
  });
});

test('only online CPUs count, and what is not there is undefined', () => {
  const procfs = folderOf({ stat: 'cpu  1 2 3 4\ncpu0 1 2 3 4\ncpu3 1 2 3 4\nctxt 5\n', meminfo: 'MemTotal: 8 kB\n' });
  expect(readMachineCapacity(createProcReader(procfs))).toEqual({
    cores: 2,
    memory: 8192,
    swap: undefined,
    swapFree: undefined,
  });
  const none = { cores: undefined, memory: undefined, swap: undefined, swapFree: undefined };
  expect(readMachineCapacity(createProcReader(folderOf({})))).toEqual(none);
});
