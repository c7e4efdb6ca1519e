import { readdirSync, statSync } from 'node:fs';
import { cgroupFilePath } from './cgroup-files.js';
import { absentOrThrow, listKernelDirectory } from './read.js';

/** Names of a cgroup's children; undefined when it is gone. */
export function cgroupChildren(hierarchy: string, cgroup: string): string[] | undefined {
  const path = cgroup === '/' ? hierarchy : hierarchy + cgroup;
  try {
    // Cgroupfs counts a directory's children in its links, so most cgroups, being leaves, need not be listed.
    if (statSync(path).nlink === 2) return [];
    const names: string[] = [];
    for (const entry of readdirSync(path, { withFileTypes: true })) if (entry.isDirectory()) names.push(entry.name);
    return names;
  } catch (error) {
    return absentOrThrow(path, error);
  }
}

/** Inode of a cgroup's directory; undefined when it is gone. */
export function cgroupInode(hierarchy: string, cgroup: string): number | undefined {
  const path = cgroup === '/' ? hierarchy : hierarchy + cgroup;
  try {
    return statSync(path).ino;
  } catch (error) {
    return absentOrThrow(path, error);
  }
}

/** Huge page sizes that a cgroup accounts, as its file names write them (`2MB`, `1GB`); undefined without the controller. */
export function hugePageSizes(hierarchy: string, cgroup: string): string[] | undefined {
  const names = listKernelDirectory(cgroupFilePath(hierarchy, cgroup, ''));
  const sizes = names?.flatMap((name) => /^hugetlb\.(\d+[KMG]B)\.(?:current|usage_in_bytes)$/.exec(name)?.[1] ?? []);
  return sizes?.length ? sizes.sort() : undefined;
}
