import { readdirSync, statSync } from 'node:fs';
import { absentOrThrow, listKernelDirectory } from '../read.js';

/** cgroupfs counts a directory's children in its link count, so most cgroups, being leaves, need not be listed. */
const linksOfLeaf = 2;

/** Names of a cgroup's children; undefined if it is gone. */
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

/** Inode of a cgroup's directory, and whether it has no children; undefined if it is gone. */
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

/** Huge page sizes that a cgroup accounts, as in its file names (`2MB`, `1GB`); undefined without the controller. */
export function hugePageSizes(hierarchy: string, cgroup: string): string[] | undefined {
  const names = listKernelDirectory(cgroupFilePath(hierarchy, cgroup, ''));
  const sizes = names?.flatMap((name) => /^hugetlb\.(\d+[KMG]B)\.(?:current|usage_in_bytes)$/.exec(name)?.[1] ?? []);
  return sizes?.length ? sizes.sort() : undefined;
}

/** Path of a cgroup's file; the path of the root cgroup is `/`. */
export function cgroupFilePath(hierarchy: string, cgroup: string, file: string): string {
  return cgroup === '/' ? `${hierarchy}/${file}` : `${hierarchy}${cgroup}/${file}`;
}

/** Caches a function's result per cgroup, for the function's lifetime: one scrape. */
export function remember<T>(ask: (cgroup: string) => T): (cgroup: string) => T {
  const answers = new Map<string, T>();
  return (cgroup) => {
    const known = answers.get(cgroup);
    if (known !== undefined || answers.has(cgroup)) return known as T;
    const answer = ask(cgroup);
    answers.set(cgroup, answer);
    return answer;
  };
}

/** The sum of a figure over those of a cgroup's children that have it; undefined if none has. */
export function sumOverChildren(
  children: (cgroup: string) => readonly string[] | undefined,
  figure: (cgroup: string) => number | undefined,
): (cgroup: string) => number | undefined {
  return remember((cgroup) => {
    let sum: number | undefined;
    for (const name of children(cgroup) ?? []) {
      const value = figure(cgroup === '/' ? `/${name}` : `${cgroup}/${name}`);
      if (value !== undefined) sum = (sum ?? 0) + value;
    }
    return sum;
  });
}
