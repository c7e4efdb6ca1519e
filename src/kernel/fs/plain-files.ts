import { lstatSync, type Stats } from 'node:fs';
import { KernelReadError } from '../errors.js';
import { absentOrThrow } from '../read.js';

/** Sizes of files below one directory, reached only through plain directories: symbolic links are never followed. */
export interface PlainFiles {
  /**
   * Disk usage of a regular file, or of a directory itself (not its contents), in bytes, as in `du`: allocated blocks,
   * so that holes and compression are accounted for. Undefined if it is absent or something else.
   *
   * @throws KernelReadError with ELOOP for a symbolic link anywhere on the path, with EACCES without permission to
   * traverse it.
   */
  allocated(path: string): number | undefined;
}

/** POSIX leaves the unit of st_blocks open; on Linux it is this for all filesystems (stat(2)). */
const blockBytes = 512;

/**
 * `base` is the trusted starting point; all paths are relative to it. What is known about directories is cached for
 * this object's lifetime: one scrape.
 */
export function createPlainFiles(base: string): PlainFiles {
  const directories = new Map<string, boolean>();
  return {
    allocated(path) {
      if (!isPlainDirectory(parentOf(path))) return undefined;
      const stats = plainStats(path);
      return stats && (stats.isFile() || stats.isDirectory()) ? stats.blocks * blockBytes : undefined;
    },
  };

  function isPlainDirectory(path: string): boolean {
    if (path === '') return true;
    let known = directories.get(path);
    if (known === undefined) {
      known = isPlainDirectory(parentOf(path)) && plainStats(path)?.isDirectory() === true;
      directories.set(path, known);
    }
    return known;
  }

  function plainStats(path: string): Stats | undefined {
    const full = `${base}/${path}`;
    let stats: Stats | undefined;
    try {
      stats = lstatSync(full, { throwIfNoEntry: false });
    } catch (error) {
      return absentOrThrow(full, error);
    }
    if (stats?.isSymbolicLink()) throw new KernelReadError(full, 'ELOOP');
    return stats;
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/**
 * Disk usage of a log file and its rotated ones (`log.1`, `log.2`, or compressed `log.1.gz`), in bytes; undefined if
 * there are none.
 *
 * They are looked up by name, as that only needs permission to traverse the directory, not to list it. During rotation
 * one number may be missing, so only two missing in a row end the search.
 *
 * @throws KernelReadError as PlainFiles does.
 */
export function allocatedByLog(files: PlainFiles, log: string): number | undefined {
  let sum = files.allocated(log);
  for (let number = 1, missing = 0; missing < 2; number++) {
    const plain = files.allocated(`${log}.${number}`);
    const compressed = files.allocated(`${log}.${number}.gz`);
    if (plain === undefined && compressed === undefined) missing += 1;
    else {
      missing = 0;
      sum = (sum ?? 0) + (plain ?? 0) + (compressed ?? 0);
    }
  }
  return sum;
}
