import { closeSync, openSync, statfsSync } from 'node:fs';
import { openFilesLimit } from '../proc/open-files-limit.js';
import { absentOrThrow, readFromStart, readKernelFile } from '../read.js';
import { cgroupFilePath } from './cgroup-directory.js';

/**
 * Cgroup files that stay open between scrapes: opening and closing a file costs three times as much as reading it
 * (docs/performance.md). No content is kept: a read from the start makes the kernel generate it again. Files of a
 * removed cgroup fail with ENODEV, and delay neither its removal nor the release of its memory.
 */
export interface KeptFiles {
  /** The current content of an open file, valid until the next read; undefined if it is not, or no longer, open. */
  readAgain(hierarchy: string, cgroup: string, file: string): Uint8Array | undefined;
  /** As `readKernelFile`, for a file that the kernel returns in one read; it stays open if there is room. */
  readAndKeep(hierarchy: string, cgroup: string, file: string): Uint8Array | undefined;
  /** The cgroups that exist now: files of others are closed, and not kept open. */
  keepOnly(cgroups: Iterable<string>): void;
}

/** By hierarchy, then by name. */
type Descriptors = Map<string, Map<string, number>>;

/** @param most how many files may stay open */
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

  /**
   * A file elsewhere, such as a recorded host's, may be replaced by another of the same name: an open one would miss
   * that.
   */
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
        // Its cgroup was removed. There may be a new one of the same name.
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
 * For each file that was read the kernel keeps a page and its bookkeeping: measured 4.4 KB, charged to the process that
 * opened it. This many take 16 MB, and are all files of about 150 containers.
 */
const affordable = 3_700;

/** How many files this process can keep open, leaving half of its descriptors for everything else. */
export const mostKeptFiles = (): number => Math.min(affordable, Math.floor(openFilesLimit() / 2));
