import { existsSync } from 'node:fs';
import { type Extent, readParsed } from './read.js';

/** Reads files of cgroups during one scrape. */
export interface CgroupFiles {
  /** `<hierarchy><cgroup>/<file>`, parsed; undefined where the kernel does not have it. */
  read<T>(
    hierarchy: string,
    cgroup: string,
    file: string,
    parse: (text: Uint8Array) => T,
    extent?: Extent,
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
  const missesOf = missesOfSiblings();
  return {
    read(hierarchy, cgroup, file, parse, extent = 'single') {
      const misses = missesOf(cgroup, hierarchy);
      const missed = misses.get(file) ?? 0;
      if (missed >= enoughSiblings) return undefined;
      const value = readParsed(cgroupFilePath(hierarchy, cgroup, file), parse, extent);
      if (value !== undefined) misses.set(file, Number.NEGATIVE_INFINITY);
      // A cgroup that was removed meanwhile says nothing of its siblings.
      else if (existsSync(hierarchy + cgroup)) misses.set(file, missed + 1);
      return value;
    },
  };
}

/** How many of a cgroup and its siblings lacked which file. Kept by parent, as a key of all its parts would be made anew for every read. */
function missesOfSiblings(): (cgroup: string, hierarchy: string) => Map<string, number> {
  const byParent = new Map<string, Map<string, Map<string, number>>>();
  let lastCgroup: string | undefined;
  let ofHierarchies = new Map<string, Map<string, number>>();
  return (cgroup, hierarchy) => {
    // An exporter reads several files of a cgroup in a row.
    if (cgroup !== lastCgroup) {
      // The root has other files than all else, and no siblings.
      const parent = cgroup === '/' ? '/' : cgroup.slice(0, cgroup.lastIndexOf('/'));
      ofHierarchies = getOrMake(byParent, parent);
      lastCgroup = cgroup;
    }
    return getOrMake(ofHierarchies, hierarchy);
  };
}

function getOrMake<K, L, V>(maps: Map<K, Map<L, V>>, key: K): Map<L, V> {
  let map = maps.get(key);
  if (!map) {
    map = new Map();
    maps.set(key, map);
  }
  return map;
}

export function cgroupFilePath(hierarchy: string, cgroup: string, file: string): string {
  return cgroup === '/' ? `${hierarchy}/${file}` : `${hierarchy}${cgroup}/${file}`;
}
