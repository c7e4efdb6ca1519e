import { closeSync, openSync, statfsSync } from 'node:fs';
import { openFilesLimit } from '../proc/open-files-limit.js';
import { absentOrThrow, readFromStart, readKernelFile } from '../read.js';
import { cgroupFilePath } from './cgroup-directory.js';

/**
 * Files of cgroups that stay open from one scrape to the next: opening and closing one costs three times what reading it
 * does (docs/performance.md). Nothing that was read is kept. A read from its beginning has the kernel make up the content
 * again, and the files of a removed cgroup answer ENODEV and hold up neither its end nor that of its memory.
 */
export interface KeptFiles {
  /** What a file that is open says now, valid until the next read; undefined where none is, or not any more. */
  readAgain(hierarchy: string, cgroup: string, file: string): Uint8Array | undefined;
  /** As `readKernelFile`, for a file that the kernel shows in one piece; it stays open where there is room. */
  readAndKeep(hierarchy: string, cgroup: string, file: string): Uint8Array | undefined;
  /** Which cgroups are there now: files of others are closed, and do not stay open. */
  keepOnly(cgroups: Iterable<string>): void;
}

/** By hierarchy, then by name. */
type Descriptors = Map<string, Map<string, number>>;

/** @param most files that may stay open */
export function createKeptFiles(most: number): KeptFiles {
  const byCgroup = new Map<string, Descriptors>();
  let isCgroupfs = new Map<string, boolean>();
  let count = 0;
  // An exporter reads several files of a cgroup in a row.
  let lastCgroup: string | undefined;
  let ofLastCgroup: Descriptors | undefined;

  function descriptorsOf(cgroup: string): Descriptors | undefined {
    if (cgroup !== lastCgroup) {
      lastCgroup = cgroup;
      ofLastCgroup = byCgroup.get(cgroup);
    }
    return ofLastCgroup;
  }

  /** A file elsewhere, as of a recorded host, may be replaced by another of its name: then an open one would not tell. */
  function mayKeep(hierarchy: string): boolean {
    let may = isCgroupfs.get(hierarchy);
    if (may === undefined) {
      may = cgroupfsTypes.has(statfsSync(hierarchy).type);
      isCgroupfs.set(hierarchy, may);
    }
    return may;
  }

  return {
    readAgain(hierarchy, cgroup, file) {
      const files = descriptorsOf(cgroup)?.get(hierarchy);
      const fd = files?.get(file);
      if (fd === undefined) return undefined;
      try {
        return readFromStart(fd);
      } catch {
        // Its cgroup was removed. There may be another by its name.
        closeSync(fd);
        files?.delete(file);
        count--;
        return undefined;
      }
    },

    readAndKeep(hierarchy, cgroup, file) {
      const path = cgroupFilePath(hierarchy, cgroup, file);
      const descriptors = count < most ? descriptorsOf(cgroup) : undefined;
      let fd: number | undefined;
      try {
        if (!descriptors || !mayKeep(hierarchy)) return readKernelFile(path, 'single');
        fd = openSync(path, 'r');
        const text = readFromStart(fd);
        const files = descriptors.get(hierarchy);
        if (files) files.set(file, fd);
        else descriptors.set(hierarchy, new Map([[file, fd]]));
        count++;
        return text;
      } catch (error) {
        if (fd !== undefined) closeSync(fd);
        return absentOrThrow(path, error);
      }
    },

    keepOnly(cgroups) {
      isCgroupfs = new Map();
      lastCgroup = undefined;
      const there = new Set(cgroups);
      for (const [cgroup, descriptors] of byCgroup) {
        if (there.has(cgroup)) continue;
        for (const files of descriptors.values()) {
          for (const fd of files.values()) closeSync(fd);
          count -= files.size;
        }
        byCgroup.delete(cgroup);
      }
      for (const cgroup of there) if (!byCgroup.has(cgroup)) byCgroup.set(cgroup, new Map());
    },
  };
}

/** CGROUP_SUPER_MAGIC and CGROUP2_SUPER_MAGIC (linux/magic.h). */
const cgroupfsTypes: ReadonlySet<number> = new Set([0x27e0eb, 0x63677270]);

/**
 * For each file that was read the kernel holds a page for the next read, and its notes: measured 4.4 KB, which count for the
 * memory of whoever opened it. This many take 16 MB, and are all files of some 150 containers.
 */
const affordable = 3_700;

/** How many files this process may well keep open, with half of its descriptors left for all else. */
export const mostKeptFiles = (): number => Math.min(affordable, Math.floor(openFilesLimit() / 2));
