import type { PlainFiles } from './plain-files.js';

/**
 * What a log file and the older ones beside it (`log.1`, `log.2`, or compressed `log.1.gz`) take of the disk, in bytes;
 * undefined where there is none of them.
 *
 * They are asked for by name, as that needs leave to enter the directory alone, and not to list it. While the logs are
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
