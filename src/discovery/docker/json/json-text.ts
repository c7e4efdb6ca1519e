const [quote, backslash, comma, colon, letterU] = [0x22, 0x5c, 0x2c, 0x3a, 0x75];
const [openArray, closeArray, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];

export function isJsonSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

export interface JsonTextLimits {
  /** The most bytes of one value. */
  readonly longest: number;
  /** Bytes after which a string in it is cut, at a character boundary. */
  readonly longestString: number;
  /** The most levels of arrays and objects in it. */
  readonly deepest: number;
}

/** Finds the ends of JSON values that arrive in chunks, and keeps the text of one at a time. */
export interface JsonText {
  /** A value starts at the next byte; `keep` says whether its text is wanted. */
  begin(keep: boolean): void;
  /** Continues, and returns the index after the value's last byte; -1 if it continues in the next chunk. */
  scan(chunk: Buffer, from: number): number;
  /** The value's text once it has ended; undefined if it was not wanted, or exceeds the limits. */
  text(): string | undefined;
}

/**
 * Looks only at brackets, quotes and backslashes, which are single bytes in UTF-8 and never part of another character.
 * So a text that is not JSON may end anywhere, but then the kept part is not JSON either.
 */
export function createJsonText({ longest, longestString, deepest }: JsonTextLimits): JsonText {
  /** What was kept of a value from earlier chunks, and between cuts. */
  let kept = Buffer.alloc(0);
  let length = 0;
  let wanted = false;
  let text: string | undefined;
  let depth = 0;
  let inString = false;
  let stringLength = 0;
  let isCut = false;
  /** -1 after a backslash, else the number of hex digits left in a \u escape. */
  let escaped = 0;

  function keep(chunk: Buffer, from: number, to: number): void {
    const total = length + to - from;
    if (total > longest) wanted = false;
    if (!wanted) return;
    if (total > kept.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(1024, 2 * total));
      kept.copy(larger, 0, 0, length);
      kept = larger;
    }
    chunk.copy(kept, length, from, to);
    length = total;
  }

  function end(chunk: Buffer, from: number, to: number): number {
    if (wanted && length === 0 && to - from <= longest) text = chunk.toString('utf8', from, to);
    else {
      keep(chunk, from, to);
      if (wanted) text = kept.toString('utf8', 0, length);
    }
    return to;
  }

  /** Where to cut a string, inside a part without escapes or before the next escape; -1 for nowhere. */
  function findCut(chunk: Buffer, from: number, to: number): number {
    if (stringLength + to - from < longestString) return -1;
    let at = from + Math.max(0, longestString - stringLength);
    while (at < to && ((chunk[at] as number) & 0xc0) === 0x80) at += 1;
    return at < to || chunk[to] === backslash ? at : -1;
  }

  return {
    begin(isWanted) {
      [wanted, text, length, depth, inString, isCut, escaped] = [isWanted, undefined, 0, 0, false, false, 0];
    },
    scan(chunk, from) {
      let start = from;
      for (let i = from; i < chunk.length; i += 1) {
        const byte = chunk[i] as number;
        if (inString && escaped === 0) {
          const plain = endOfPlain(chunk, i);
          const cutAt = isCut ? -1 : findCut(chunk, i, plain);
          if (cutAt >= 0) {
            keep(chunk, start, cutAt);
            isCut = true;
          }
          stringLength += plain - i;
          i = plain;
          if (chunk[i] === backslash) {
            stringLength += 1;
            escaped = -1;
          }
          if (chunk[i] !== quote) continue;
          inString = false;
          if (isCut) start = i;
          isCut = false;
          if (depth === 0) return end(chunk, start, i + 1);
        } else if (inString) {
          stringLength += 1;
          escaped = escaped > 0 ? escaped - 1 : byte === letterU ? 4 : 0;
        } else if (byte === quote) {
          inString = true;
          stringLength = 0;
        } else if (byte === openArray || byte === openObject) {
          depth += 1;
          if (depth > deepest) wanted = false;
        } else if (byte === closeArray || byte === closeObject) {
          if (depth === 0) return end(chunk, start, i);
          depth -= 1;
          if (depth === 0) return end(chunk, start, i + 1);
        } else if (depth === 0 && (byte === comma || byte === colon || isJsonSpace(byte))) {
          return end(chunk, start, i);
        }
      }
      if (!isCut) keep(chunk, start, chunk.length);
      return -1;
    },
    text: () => text,
  };
}

/** The index of the next quote or backslash in a string, or the end of the chunk. */
function endOfPlain(chunk: Buffer, from: number): number {
  let i = from;
  while (i < chunk.length && chunk[i] !== quote && chunk[i] !== backslash) i += 1;
  return i;
}
