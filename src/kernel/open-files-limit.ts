import { readFileSync } from 'node:fs';

/**
 * How many files this process may have open at once; Infinity where there is no /proc.
 *
 * `Max open files            1024                 1048576              files`, of which the first number counts.
 */
export function openFilesLimit(): number {
  try {
    return Number(/^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1] ?? Infinity);
  } catch {
    return Infinity;
  }
}
