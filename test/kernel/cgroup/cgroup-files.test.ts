import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCgroupFiles } from '../../../src/kernel/cgroup/cgroup-files.js';
import * as kernel from '../../../src/kernel/read.js';
import { parseNumber } from '../../../src/kernel/text/bytes.js';
import { emptyFolder } from '../../support/folder.js';

let root: string;
beforeEach(() => {
  root = emptyFolder();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const siblings = Array.from({ length: 20 }, (_, i) => `/docker/${i}`);
const make = (cgroup: string, files: Record<string, string> = {}) => {
  mkdirSync(join(root, cgroup), { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(root, cgroup, name), content);
};
const readAll = (file: string) => {
  const files = createCgroupFiles();
  return siblings.map((cgroup) => files.read(root, cgroup, file, parseNumber));
};

test('a file that no sibling has is asked for a few times, not for each', () => {
  for (const cgroup of siblings) make(cgroup);
  const asked = vi.spyOn(kernel, 'readKernelFile');
  expect(readAll('memory.swap.current')).toEqual(siblings.map(() => undefined));
  expect(asked.mock.calls.length).toBeLessThan(5);
});

test('a file that some have is asked for in each', () => {
  for (const [i, cgroup] of siblings.entries()) make(cgroup, i % 7 === 1 ? { 'hugetlb.2MB.current': '5\n' } : {});
  expect(readAll('hugetlb.2MB.current')).toEqual(siblings.map((_, i) => (i % 7 === 1 ? 5 : undefined)));
});

test('cgroups that are gone say nothing of those that are there', () => {
  for (const cgroup of siblings.slice(10)) make(cgroup, { 'memory.current': '7\n' });
  expect(readAll('memory.current')).toEqual(siblings.map((_, i) => (i < 10 ? undefined : 7)));
});

test('the next scrape asks again', () => {
  for (const cgroup of siblings) make(cgroup);
  readAll('pids.current');
  for (const cgroup of siblings) make(cgroup, { 'pids.current': '2\n' });
  expect(readAll('pids.current')).toEqual(siblings.map(() => 2));
});
