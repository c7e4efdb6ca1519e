import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  cpuEffectiveLimit,
  guaranteedCores,
  lineage,
  memoryEffectiveLimit,
  swapRoom,
} from '../../../src/exporters/container/effective-limits.js';
import { createCgroupV2Reader } from '../../../src/kernel/cgroup/cgroup-v2.js';
import type { MachineCapacity } from '../../../src/kernel/proc/machine-capacity.js';
import { emptyFolder } from '../../support/folder.js';

const machine: MachineCapacity = { cores: 8, memory: 1000, swap: 500, swapFree: 400, bootTime: 0 };
let root: string;

beforeEach(() => {
  root = emptyFolder();
});

function cgroup(path: string, files: Record<string, string>): void {
  mkdirSync(join(root, path), { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(root, path, name), `${content}\n`);
}
const reader = () => createCgroupV2Reader(root);

test('lineage goes up to, and without, the root', () => {
  expect(lineage('/a/b/c')).toEqual(['/a/b/c', '/a/b', '/a']);
  expect(lineage('/')).toEqual([]);
});

describe('effective limits are the least along the tree', () => {
  test('memory: own, of an ancestor, of the machine', () => {
    cgroup('pod', { 'memory.max': '300' });
    cgroup('pod/own', { 'memory.max': '200' });
    cgroup('pod/free', { 'memory.max': 'max' });
    cgroup('free', { 'memory.max': 'max' });
    expect(memoryEffectiveLimit('/pod/own', reader(), machine)).toBe(200);
    expect(memoryEffectiveLimit('/pod/free', reader(), machine)).toBe(300);
    expect(memoryEffectiveLimit('/free', reader(), machine)).toBe(1000);
    expect(memoryEffectiveLimit('/free', reader(), { ...machine, memory: undefined })).toBeUndefined();
  });

  test('cpu: quota, cpuset, machine', () => {
    cgroup('pod', { 'cpu.max': '150000 100000' });
    cgroup('pod/a', { 'cpu.max': '50000 200000' });
    cgroup('pod/b', { 'cpu.max': 'max 100000' });
    cgroup('pinned', { 'cpu.max': 'max 100000', 'cpuset.cpus.effective': '1,3' });
    expect(cpuEffectiveLimit('/pod/a', reader(), machine)).toBe(0.25);
    expect(cpuEffectiveLimit('/pod/b', reader(), machine)).toBe(1.5);
    expect(cpuEffectiveLimit('/pinned', reader(), machine)).toBe(2);
    expect(cpuEffectiveLimit('/', reader(), machine)).toBe(8);
    cgroup('unset', { 'cpu.max': 'max 100000', 'cpuset.cpus.effective': '' });
    expect(cpuEffectiveLimit('/unset', reader(), machine)).toBe(8);
  });

  test('swap: what the cgroup, its ancestors and the machine have left', () => {
    cgroup('pod', { 'memory.swap.max': '100', 'memory.swap.current': '70' });
    cgroup('pod/a', { 'memory.swap.max': 'max', 'memory.swap.current': '10' });
    cgroup('b', { 'memory.swap.max': '0', 'memory.swap.current': '0' });
    expect(swapRoom('/pod/a', reader(), machine)).toBe(30);
    expect(swapRoom('/b', reader(), machine)).toBe(0);
    expect(swapRoom('/pod/a', reader(), { ...machine, swapFree: 0 })).toBe(0);
    expect(swapRoom('/pod/a', reader(), { ...machine, swapFree: 20 })).toBe(20);
  });

  test('swap: not known where the machine does not tell, but where a limit leaves none', () => {
    const unknown = { ...machine, swapFree: undefined };
    cgroup('a', { 'memory.swap.max': '100', 'memory.swap.current': '70' });
    cgroup('b', { 'memory.swap.max': '0', 'memory.swap.current': '0' });
    cgroup('c', {});
    expect(swapRoom('/a', reader(), unknown)).toBeUndefined();
    expect(swapRoom('/b', reader(), unknown)).toBe(0);
    expect(swapRoom('/c', reader(), unknown)).toBeUndefined();
  });
});

describe('the CPU guarantee', () => {
  test('weights are shared at each level', () => {
    cgroup('pods', { 'cpu.weight': '100' });
    cgroup('system', { 'cpu.weight': '300' });
    cgroup('pods/a', { 'cpu.weight': '10' });
    cgroup('pods/b', { 'cpu.weight': '30' });
    expect(guaranteedCores('/pods', reader(), machine)).toBe(2);
    expect(guaranteedCores('/pods/a', reader(), machine)).toBe(0.5);
    expect(guaranteedCores('/pods/b', reader(), machine)).toBe(1.5);
  });

  test('is no more than the limit', () => {
    cgroup('only', { 'cpu.weight': '100', 'cpu.max': '20000 100000' });
    expect(guaranteedCores('/only', reader(), machine)).toBe(0.2);
  });

  test('is not known where the cpu controller is off', () => {
    cgroup('pods/a', { 'memory.max': 'max' });
    expect(guaranteedCores('/pods/a', reader(), machine)).toBeUndefined();
  });
});
