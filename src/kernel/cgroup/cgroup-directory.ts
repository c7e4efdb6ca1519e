import { readdirSync, statSync } from 'node:fs';
import { absentOrThrow, listKernelDirectory } from '../read.js';

/** Cgroupfs counts a directory's children in its links, so most cgroups, being leaves, need not be listed. */
const linksOfLeaf = 2;

/** Names of a cgroup's children; undefined when it is gone. */
export function cgroupChildren(hierarchy: string, cgroup: string): string[] | undefined {
  const path = cgroup === '/' ? hierarchy : hierarchy + cgroup;
  try {
    if (statSync(path).nlink === linksOfLeaf) return [];
    const names: string[] = [];
    for (const entry of readdirSync(path, { withFileTypes: true })) if (entry.isDirectory()) names.push(entry.name);
    return names;
  } catch (error) {
    return absentOrThrow(path, error);
  }
}

/** Inode of a cgroup's directory, and whether it has no children; undefined when it is gone. */
export function cgroupDirectory(
  hierarchy: string,
  cgroup: string,
): { readonly inode: number; readonly leaf: boolean } | undefined {
  const path = cgroup === '/' ? hierarchy : hierarchy + cgroup;
  try {
    const { ino, nlink } = statSync(path);
    return { inode: ino, leaf: nlink === linksOfLeaf };
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

/** Where a file of a cgroup is; the path of the root cgroup is `/`. */
export function cgroupFilePath(hierarchy: string, cgroup: string, file: string): string {
  return cgroup === '/' ? `${hierarchy}/${file}` : `${hierarchy}${cgroup}/${file}`;
}
