import { ParseError } from '../errors.js';

/**
 * Byte-level scanning, shared by the parsers. A parser never turns a number into a string first: that alone would be
 * half its cost.
 */

export const LF = 10;
export const SPACE = 32;
export const TAB = 9;
export const COLON = 58;

/** The index of the next line feed at or after `from`, or the length of the text. */
export function lineEnd(text: Uint8Array, from: number): number {
  const at = text.indexOf(LF, from);
  return at < 0 ? text.length : at;
}

/** Latin-1 text of a range. Kernel files are ASCII except for names chosen by users, which go through `utf8`. */
export function ascii(text: Uint8Array, start: number, end: number): string {
  return Buffer.from(text.buffer, text.byteOffset + start, end - start).toString('latin1');
}

export function utf8(text: Uint8Array, start = 0, end = text.length): string {
  return Buffer.from(text.buffer, text.byteOffset + start, end - start).toString('utf8');
}

/**
 * The decimal number in [start, end): digits with an optional leading minus, exact up to 2^53, correctly rounded above.
 *
 * @throws ParseError naming `what` for anything else.
 */
export function decimal(text: Uint8Array, start: number, end: number, what: string): number {
  const negative = text[start] === 45;
  const first = negative ? start + 1 : start;
  if (first >= end) throw new ParseError(what, 'a number, found nothing');
  let value = 0;
  for (let i = first; i < end; i++) {
    const digit = (text[i] as number) - 48;
    if (digit < 0 || digit > 9) {
      throw new ParseError(what, `a number, found ${JSON.stringify(utf8(text, start, Math.min(end, start + 40)))}`);
    }
    value = value * 10 + digit;
  }
  // Beyond 15 digits the sum above was rounded at each step.
  if (end - first > 15) value = Number(ascii(text, first, end));
  return negative ? -value : value;
}

/** A file that holds one number, such as memory.current. */
export function parseNumber(text: Uint8Array, what = 'file'): number {
  return decimal(text, 0, trimmedEnd(text), what);
}

/** A file that holds one number or `max` (Infinity), such as memory.max. */
export function parseLimit(text: Uint8Array, what = 'file'): number {
  const end = trimmedEnd(text);
  if (end === 3 && text[0] === 109 && text[1] === 97 && text[2] === 120) return Number.POSITIVE_INFINITY;
  return decimal(text, 0, end, what);
}

export function trimmedEnd(text: Uint8Array): number {
  let end = text.length;
  while (end > 0 && (text[end - 1] as number) <= SPACE) end--;
  return end;
}
