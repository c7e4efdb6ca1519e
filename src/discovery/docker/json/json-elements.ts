import { createJsonText, isJsonSpace } from './json-text.js';

/** What happens to a value: its elements or members are emitted one by one, it is emitted whole, or it is skipped. */
export type Take = 'open' | 'whole' | 'skip';

export interface JsonPart {
  /** `Images` for a member of the top-level object, `ImageUsage.Items` for one inside it, `Images[]` for an element. */
  readonly path: string;
  /** Undefined if it is longer or deeper than allowed. */
  readonly value: unknown;
  /** Length of its JSON text in characters. */
  readonly length: number;
}

export interface JsonPartsOptions {
  readonly root: 'array' | 'object';
  /**
   * Called for each value in an open one. A value that is neither array nor object can't be opened, and is emitted
   * whole.
   */
  readonly take: (path: string) => Take;
  /** The most bytes of one part's JSON text. */
  readonly longest: number;
  /** Bytes of JSON text after which a string in a part, including a key, is cut; if absent, strings are not cut. */
  readonly longestString?: number | undefined;
}

export interface JsonSplitterOptions extends JsonPartsOptions {
  /** An array or object was opened: its parts follow. */
  readonly opened?: (path: string, isArray: boolean) => void;
  /** The last opened one has ended. */
  readonly closed?: () => void;
}

export interface JsonSplitter {
  /** The parts that end in a chunk; calls `opened` and `closed` in between. */
  push(chunk: Buffer): Generator<JsonPart, void, undefined>;
  end(): void;
}

/** The text is not JSON, ends early, or is not of the requested kind. */
export class JsonFormError extends Error {
  override readonly name = 'JsonFormError';
}

/** The most levels of arrays and objects inside one part. Daemons use ten. */
const deepest = 64;

/**
 * Parses JSON that arrives in chunks, part by part, so that only a chunk and a part are in memory. JSON.parse needs the
 * whole text, and turns a text of brackets into thirty times its size. Skipped or cut parts need not be valid JSON.
 *
 * @throws JsonFormError
 */
export async function* jsonParts(
  chunks: AsyncIterable<Uint8Array>,
  options: JsonPartsOptions,
): AsyncGenerator<JsonPart, void, undefined> {
  const splitter = createJsonSplitter(options);
  for await (const chunk of chunks) {
    yield* splitter.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  }
  splitter.end();
}

/**
 * The elements of a top-level array, each parsed separately; undefined for one that is longer or deeper than allowed.
 *
 * @throws JsonFormError
 */
export async function* jsonElements(
  chunks: AsyncIterable<Uint8Array>,
  { longestElement, longestString }: { readonly longestElement: number; readonly longestString?: number | undefined },
): AsyncGenerator<unknown, void, undefined> {
  const options: JsonPartsOptions = { root: 'array', take: () => 'whole', longest: longestElement, longestString };
  for await (const { value } of jsonParts(chunks, options)) yield value;
}

/** An open array or object. */
interface Frame {
  readonly path: string;
  readonly isArray: boolean;
}

const [quote, comma, colon] = [0x22, 0x2c, 0x3a];
const [openArray, closeArray, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];

/** For callers that need to know where arrays and objects begin and end; push and end throw a JsonFormError. */
export function createJsonSplitter({
  root,
  take,
  longest,
  longestString = Number.POSITIVE_INFINITY,
  opened,
  closed,
}: JsonSplitterOptions): JsonSplitter {
  const frames: Frame[] = [];
  const text = createJsonText({ longest, longestString, deepest });
  let expected: 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'comma' | 'nothing' = 'value';
  let reading: 'nothing' | 'key' | 'value' = 'nothing';
  /** The path of the value being read or next; undefined after a key beyond the limits. */
  let path: string | undefined = '';

  /** Consumes a byte between two values; false for the first byte of a key or value, which is to be read from there. */
  function passes(byte: number): boolean {
    if (isJsonSpace(byte)) return true;
    const frame = frames.at(-1);
    const canEnd = expected === 'comma' || expected === 'first value' || expected === 'first key';
    if (frame && canEnd && byte === (frame.isArray ? closeArray : closeObject)) {
      frames.pop();
      closed?.();
      expected = frames.length === 0 ? 'nothing' : 'comma';
    } else if (expected === 'colon' && byte === colon) {
      expected = 'value';
    } else if (expected === 'comma' && byte === comma) {
      expected = frame?.isArray ? 'value' : 'key';
      if (frame?.isArray) path = `${frame.path}[]`;
    } else if (expected === 'key' || expected === 'first key') {
      if (byte !== quote) throw notJson();
      reading = 'key';
      text.begin(true);
      return false;
    } else if (expected === 'value' || expected === 'first value') {
      return opens(byte);
    } else throw notJson();
    return true;
  }

  function opens(byte: number): boolean {
    if (byte === closeArray || byte === closeObject || byte === comma || byte === colon) throw notJson();
    const isOpenable = byte === openArray || byte === openObject;
    if (frames.length === 0 && byte !== (root === 'array' ? openArray : openObject)) {
      throw new JsonFormError(`the answer is not a JSON ${root === 'array' ? 'list' : 'object'}`);
    }
    const taken = frames.length === 0 ? 'open' : path === undefined ? 'skip' : take(path);
    if (taken !== 'open' || !isOpenable) {
      reading = 'value';
      text.begin(taken !== 'skip');
      return false;
    }
    const isArray = byte === openArray;
    frames.push({ path: path ?? '', isArray });
    opened?.(path ?? '', isArray);
    expected = isArray ? 'first value' : 'first key';
    if (isArray) path = `${path}[]`;
    return true;
  }

  /** The current text has ended; returns a part if it is a wanted value. */
  function close(): JsonPart | undefined {
    const read = text.text();
    const isKey = reading === 'key';
    reading = 'nothing';
    expected = isKey ? 'colon' : 'comma';
    if (isKey) {
      const parent = frames.at(-1)?.path;
      path = read === undefined ? undefined : `${parent ? `${parent}.` : ''}${parseKey(read)}`;
      return undefined;
    }
    if (path === undefined || take(path) === 'skip') return undefined;
    return read === undefined
      ? { path, value: undefined, length: 0 }
      : { path, value: parse(read), length: read.length };
  }

  return {
    *push(chunk) {
      let i = 0;
      while (i < chunk.length) {
        if (reading === 'nothing' && passes(chunk[i] as number)) {
          i += 1;
          continue;
        }
        i = text.scan(chunk, i);
        if (i < 0) return;
        const part = close();
        if (part) yield part;
      }
    },
    end() {
      if (expected !== 'nothing') throw notJson();
    },
  };
}

/** JSON.parse would put each key into V8's string table, which only a major collection shrinks. */
function parseKey(text: string): unknown {
  return text.includes('\\') ? parse(text) : text.slice(1, -1);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notJson();
  }
}

function notJson(): JsonFormError {
  return new JsonFormError('the answer is not JSON');
}
