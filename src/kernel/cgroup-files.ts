import { existsSync } from 'node:fs';
import { readParsed } from './read.js';

/** Reads files of cgroups during one scrape. */
export interface CgroupFiles {
  /** `<hierarchy><cgroup>/<file>`, parsed; undefined where the kernel does not have it. */
  read<T>(
    hierarchy: string,
    cgroup: string,
    file: string,
    parse: (text: Uint8Array) => T,
    extent?: 'whole' | 'single',
  ): T | undefined;
}

/**
 * How many siblings must lack a file, with none that has it, before the rest of them are no longer asked. A failed open
 * costs as much as three reads, and a host without swap accounting or PSI lacks the same files in a thousand cgroups.
 */
const enoughSiblings = 3;

/**
 * Siblings have the same controllers and kernel, so they have the same files. What was learned is forgotten with the
 * scrape: a controller that is enabled later shows in the next one.
 */
export function createCgroupFiles(): CgroupFiles {
  const misses = new Map<string, number>();
  return {
    read(hierarchy, cgroup, file, parse, extent = 'single') {
      const siblings = `${hierarchy}${cgroup.slice(0, cgroup.lastIndexOf('/'))}//${cgroup === '/' ? '' : file}`;
      const missed = misses.get(siblings) ?? 0;
      if (missed >= enoughSiblings) return undefined;
      const value = readParsed(cgroupFilePath(hierarchy, cgroup, file), parse, extent);
      if (value !== undefined) misses.set(siblings, Number.NEGATIVE_INFINITY);
      // A cgroup that was removed meanwhile says nothing of its siblings.
      else if (existsSync(hierarchy + cgroup)) misses.set(siblings, missed + 1);
      return value;
    },
  };
}

export function cgroupFilePath(hierarchy: string, cgroup: string, file: string): string {
  return cgroup === '/' ? `${hierarchy}/${file}` : `${hierarchy}${cgroup}/${file}`;
}
