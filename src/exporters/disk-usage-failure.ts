import type { DiskUsageAnswer } from '../discovery/disk-usage.js';

/**
 * Makes a collector a failed one when the daemon could not be asked for df the last time. What was known before that is
 * served none the less, so this comes last. An ask that is still under way is no failure.
 */
export function failWithoutDiskUsage(answer: DiskUsageAnswer | undefined): void {
  if (answer?.error !== undefined) throw new Error(answer.error);
}
