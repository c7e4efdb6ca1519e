import { readFileSync } from 'node:fs';
import { ParseError } from '../errors.js';
import { utf8 } from '../text/bytes.js';

/**
 * The soft limit of open files in /proc/<pid>/limits; Infinity for `unlimited`, undefined if the line is missing.
 *
 *     Limit                     Soft Limit           Hard Limit           Units
 *     Max open files            1048576              1048576              files
 */
export function parseMaxOpenFiles(text: Uint8Array): number | undefined {
  const line = /^Max open files\s+(\S+)/m.exec(utf8(text));
  if (!line) return undefined;
  if (line[1] === 'unlimited') return Number.POSITIVE_INFINITY;
  if (!/^\d+$/.test(line[1] ?? '')) throw new ParseError('limits', 'a number or unlimited for Max open files');
  return Number(line[1]);
}

/** How many files this process can have open at once; Infinity without /proc. */
export function openFilesLimit(): number {
  try {
    return parseMaxOpenFiles(readFileSync('/proc/self/limits')) ?? Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
