import { existsSync } from 'node:fs';
import { type Extent, parseAt, readKernelFile } from '../read.js';
import { cgroupFilePath } from './cgroup-directory.js';
import { createKeptFiles, type KeptFiles } from './kept-files.js';

/** Reads cgroup files during one scrape. */
export interface CgroupFiles {
  /** `<hierarchy><cgroup>/<file>`, parsed; undefined if the kernel does not have it. */
  read<T>(
    hierarchy: string,
    cgroup: string,
    file: string,
    parse: (text: Uint8Array) => T,
    extent?: Extent,
  ): T | undefined;
}

/**
 * How many siblings must lack a file, with none that has it, before it is not tried in the rest. A failed open costs as
 * much as three reads, and a host without swap accounting or PSI lacks the same files in a thousand cgroups.
 */
const enoughSiblings = 3;

/**
 * Siblings have the same controllers and kernel, so they have the same files. This is forgotten after the scrape: a
 * controller that is enabled later shows up in the next one.
 */
export function createCgroupFiles(kept: KeptFiles = createKeptFiles(0)): CgroupFiles {
  const missesOf = missesOfSiblings();
  return {
    read(hierarchy, cgroup, file, parse, extent = 'single') {
      const path = () => cgroupFilePath(hierarchy, cgroup, file);
      // An open file exists, and needs neither a path nor a check of its siblings.
      const again = extent === 'single' ? kept.readAgain(hierarchy, cgroup, file) : undefined;
      if (again) return parseAt(path, again, parse);

      const misses = missesOf(cgroup, hierarchy);
      const missed = misses.get(file) ?? 0;
      if (missed >= enoughSiblings) return undefined;
      const text = extent === 'single' ? kept.readAndKeep(hierarchy, cgroup, file) : readKernelFile(path(), extent);
      if (text) {
        misses.set(file, Number.NEGATIVE_INFINITY);
        return parseAt(path, text, parse);
      }
      // A cgroup that was removed meanwhile says nothing about its siblings.
      if (existsSync(hierarchy + cgroup)) misses.set(file, missed + 1);
      return undefined;
    },
  };
}

/**
 * How many of a cgroup and its siblings lacked each file. Kept by parent, as a combined key would have to be built for
 * every read.
 */
function missesOfSiblings(): (cgroup: string, hierarchy: string) => Map<string, number> {
  const byParent = new Map<string, Map<string, Map<string, number>>>();
  let lastCgroup: string | undefined;
  let ofHierarchies = new Map<string, Map<string, number>>();
  return (cgroup, hierarchy) => {
    // An exporter reads several files of a cgroup in a row.
    if (cgroup !== lastCgroup) {
      // The root has different files from all other cgroups, and no siblings.
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
