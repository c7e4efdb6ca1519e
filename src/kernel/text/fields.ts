import { decimal, lineEnd, SPACE, TAB } from './bytes.js';

/** Lines of blank-separated fields, like most of procfs. */

/** The first byte in [from, end) that is neither a space nor a tab; `end` if there is none. */
export function skipBlanks(text: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && (text[at] === SPACE || text[at] === TAB)) at++;
  return at;
}

/** The end of the field that begins at `from`: the next blank, or `end`. */
export function fieldEnd(text: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && text[at] !== SPACE && text[at] !== TAB) at++;
  return at;
}

/**
 * All fields of [start, end), each of which must be a decimal number.
 *
 * @throws ParseError naming `what`.
 */
export function numberFields(text: Uint8Array, start: number, end: number, what: string): number[] {
  const numbers: number[] = [];
  for (let from = skipBlanks(text, start, end); from < end; ) {
    const to = fieldEnd(text, from, end);
    numbers.push(decimal(text, from, to, what));
    from = skipBlanks(text, to, end);
  }
  return numbers;
}

/** Whether the text at `at` starts with `prefix`. */
export function startsWith(text: Uint8Array, at: number, prefix: Uint8Array): boolean {
  if (at + prefix.length > text.length) return false;
  for (let i = 0; i < prefix.length; i++) if (text[at + i] !== prefix[i]) return false;
  return true;
}

/** One number per line, such as cgroup.procs. */
export function parseNumberLines(text: Uint8Array): number[] {
  const numbers: number[] = [];
  for (let start = 0; start < text.length; ) {
    const end = lineEnd(text, start);
    if (end > start) numbers.push(decimal(text, start, end, 'line'));
    start = end + 1;
  }
  return numbers;
}
