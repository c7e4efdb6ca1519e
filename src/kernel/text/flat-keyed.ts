import { ParseError } from '../errors.js';
import { decimal, lineEnd, SPACE } from './bytes.js';

/**
 * Flat keyed files: one `key value` per line, such as memory.stat, cpu.stat, memory.events and memory.oom_control.
 *
 *     anon 110592
 *     file 0
 *
 * https://docs.kernel.org/admin-guide/cgroup-v2.html#format
 */
export type FlatKeyedParser<K extends string> = (text: Uint8Array) => Partial<Record<K, number>>;

interface Wanted {
  readonly key: string;
  readonly bytes: Uint8Array;
}

/**
 * A parser that picks the wanted keys and skips the others: memory.stat has about fifty lines for every container. Keys
 * that the text lacks are undefined.
 *
 * The parser throws ParseError for a wanted line without a number.
 */
export function flatKeyed<const K extends string>(keys: readonly K[]): FlatKeyedParser<K> {
  const none = Object.fromEntries(keys.map((key) => [key, undefined])) as Record<string, number | undefined>;
  const buckets = new Map<number, Wanted[]>();
  for (const key of keys) {
    const bytes = new TextEncoder().encode(key);
    const hash = hashOf(bytes, 0, bytes.length);
    buckets.set(hash, [...(buckets.get(hash) ?? []), { key, bytes }]);
  }
  return (text) => {
    // Created with all keys, the object never changes its shape, which would cost more than the parsing.
    const values = { ...none };
    for (let start = 0; start < text.length; ) {
      // Hashes and finds the space in one pass, so that unwanted lines are read once and never copied.
      let hash = 0;
      let space = start;
      for (; space < text.length; space++) {
        const byte = text[space] as number;
        if (byte <= SPACE) break;
        hash = (Math.imul(hash, 31) + byte) | 0;
      }
      const end = lineEnd(text, space);
      const wanted = wantedOf(buckets.get(hash), text, start, space);
      if (wanted) {
        if (text[space] !== SPACE) throw new ParseError(wanted.key, 'a space and a number');
        values[wanted.key] = decimal(text, space + 1, end, wanted.key);
      }
      start = end + 1;
    }
    return values as Partial<Record<K, number>>;
  };
}

function wantedOf(
  bucket: readonly Wanted[] | undefined,
  text: Uint8Array,
  start: number,
  end: number,
): Wanted | undefined {
  if (bucket) for (const wanted of bucket) if (sameBytes(wanted.bytes, text, start, end)) return wanted;
  return undefined;
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0;
  for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + (bytes[i] as number)) | 0;
  return hash;
}

function sameBytes(key: Uint8Array, text: Uint8Array, start: number, end: number): boolean {
  if (end - start !== key.length) return false;
  for (let i = 0; i < key.length; i++) if (key[i] !== text[start + i]) return false;
  return true;
}
