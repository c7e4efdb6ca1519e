import { lstatSync, type Stats } from 'node:fs';
import { KernelReadError } from '../errors.js';
import { absentOrThrow } from '../read.js';

/** Sizes of files below one directory, reached through plain directories alone: a symbolic link is never followed. */
export interface PlainFiles {
  /**
   * What a regular file or a directory itself (not what is in it) takes of the disk, in bytes, as `du` counts it: allocated
   * blocks, so that holes and compression count as they are. Undefined where it is absent or something else.
   *
   * @throws KernelReadError with ELOOP for a symbolic link anywhere on the way, with EACCES where the way is barred.
   */
  allocated(path: string): number | undefined;
}

/** POSIX leaves the unit of st_blocks open; on Linux it is this for every filesystem (stat(2)). */
const blockBytes = 512;

/**
 * `base` is where to begin, itself trusted; all paths are relative to it. What was learned of directories is kept for as
 * long as this lives: one scrape.
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
 * What a log file and the older ones beside it (`log.1`, `log.2`, or compressed `log.1.gz`) take of the disk, in bytes;
 * undefined where there is none of them.
 *
 * They are asked for by name, as that needs permission to traverse the directory only, not to list it. While the logs are
 * being rotated one number may be missing, so that only a second one in a row ends the search.
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
