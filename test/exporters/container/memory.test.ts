import { describe, expect, test } from 'vitest';
import { unreclaimableOf } from '../../../src/exporters/container/memory.js';
import { createCgroupV2Reader } from '../../../src/kernel/cgroup/cgroup-v2.js';
import { folderOf } from '../../support/folder.js';

describe('memory that reclaim cannot free', () => {
  const stat = (text: string) => {
    const root = folderOf({ 'a/memory.current': '1000\n', 'a/memory.stat': text });
    const read = createCgroupV2Reader(root).memory('/a');
    if (read === undefined) throw new Error('no memory');
    return read;
  };
  const lines = [
    'anon 600',
    'file 300',
    'inactive_anon 200',
    'active_anon 400',
    'inactive_file 100',
    'active_file 200',
  ];
  const text = [...lines, 'slab_reclaimable 50', ''].join('\n');

  test('is usage less page cache, slab and what there is room for in swap', () => {
    expect(unreclaimableOf(stat(text), 0)).toBe(650);
    expect(unreclaimableOf(stat(text), 150)).toBe(500);
    expect(unreclaimableOf(stat(text), 10_000)).toBe(50);
  });

  test('is not known where the room is not', () => {
    expect(unreclaimableOf(stat(text), undefined)).toBeUndefined();
  });
});
