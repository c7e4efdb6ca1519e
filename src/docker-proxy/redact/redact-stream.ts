import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createJsonSplitter, JsonFormError, type JsonPart } from '../../discovery/docker/json/json-elements.js';
import { NoAnswer } from '../refusal.js';
import type { Shape } from './json-shapes.js';

/** Where the redacted answer goes. */
export interface Output {
  /** Bytes written so far. */
  readonly length: number;
  /** @throws NoAnswer if there is no memory for it */
  write(text: string): void;
}

/** The position in the output of a member of the outermost object, with its name: `"Images":[...]`. */
export interface Span {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Ten thousand containers make a list of a fifth of this. */
const longestAnswer = 32 * 1024 * 1024;

/** A longer field, such as a megabyte of labels, is dropped: its objects would take many times as much. */
const longestField = 1024 * 1024;

/**
 * Chunks are outside V8's heap, and V8 lets 64 MB of them accumulate before it collects. A minor collection takes a
 * millisecond.
 */
const mostGarbage = 4 * 1024 * 1024;
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as (options: { readonly type: 'minor' }) => void;

/**
 * Writes what a shape shows of a JSON text while it arrives, field by field: a list of ten thousand containers is never
 * in memory as objects, and hidden fields are not even parsed.
 *
 * @returns the positions of the outermost object's members, if it is an object
 * @throws NoAnswer if it is not JSON, not of the shape at all, or too long
 */
export async function redactStream(chunks: AsyncIterable<Buffer>, shape: Shape, output: Output): Promise<Span[]> {
  const { splitter, show, spans } = createRedactor(shape, output);
  let length = 0;
  let garbage = 0;
  try {
    for await (const chunk of chunks) {
      length += chunk.length;
      garbage += chunk.length;
      if (length > longestAnswer) throw new NoAnswer(502, "the daemon's answer is too long");
      for (const part of splitter.push(chunk)) show(part);
      if (garbage < mostGarbage) continue;
      garbage = 0;
      collectGarbage({ type: 'minor' });
    }
    splitter.end();
  } catch (error) {
    throw error instanceof JsonFormError ? new NoAnswer(502, `the daemon: ${error.message}`) : error;
  }
  return spans;
}

/** An open object or array. */
interface Level {
  readonly end: string;
  /** For the outermost object's members: where they begin. */
  readonly span: Omit<Span, 'to'> | undefined;
  written: number;
}

function createRedactor(root: Shape, output: Output) {
  const shown = shownPaths(root);
  const levels: Level[] = [];
  const spans: Span[] = [];

  /** The comma and the name before a value. */
  function lead(name: string | undefined): Level['span'] {
    const level = levels.at(-1);
    if (level && level.written > 0) output.write(',');
    if (level) level.written += 1;
    if (name === undefined) return undefined;
    const span = levels.length === 1 ? { name, from: output.length } : undefined;
    output.write(`${JSON.stringify(name)}:`);
    return span;
  }

  function end(span: Level['span']): void {
    if (span) spans.push({ ...span, to: output.length });
  }

  const splitter = createJsonSplitter({
    root: root.members?.of === 'list' ? 'array' : 'object',
    take: (path) => shown.get(path)?.take ?? 'skip',
    longest: longestField,
    opened(path, isArray) {
      const { name, shape } = shown.get(path) ?? {};
      // An array where an object is expected, or an object for an array: nothing in it has a path that is shown.
      if (isArray !== (shape?.members?.of === 'list')) levels.push({ end: '', span: undefined, written: 0 });
      else {
        const span = lead(name);
        output.write(isArray ? '[' : '{');
        levels.push({ end: isArray ? ']' : '}', span, written: 0 });
      }
    },
    closed() {
      const level = levels.pop();
      output.write(level?.end ?? '');
      end(level?.span);
    },
  });

  return {
    splitter,
    spans,
    show({ path, value }: JsonPart): void {
      const { name, shape } = shown.get(path) ?? {};
      const told = shape?.(value);
      if (told === undefined) return;
      const span = lead(name);
      output.write(JSON.stringify(told));
      end(span);
    },
  };
}

interface ShownPath {
  /** Undefined for an element. */
  readonly name: string | undefined;
  readonly shape: Shape;
  readonly take: 'open' | 'whole';
}

/** By the splitter's paths, such as `Config.Labels` and `[].Names`. */
function shownPaths(root: Shape): ReadonlyMap<string, ShownPath> {
  const paths = new Map<string, ShownPath>();
  // Lists and their elements are opened. An element's fields are mostly small, and faster to parse whole.
  const add = (path: string, name: string | undefined, shape: Shape, place: 'outside' | 'element' | 'field') => {
    const members = place === 'field' ? undefined : shape.members;
    paths.set(path, { name, shape, take: members ? 'open' : 'whole' });
    if (members?.of === 'list') add(`${path}[]`, undefined, members.item, 'element');
    else if (members) {
      for (const [field, of] of members.fields) {
        add(path === '' ? field : `${path}.${field}`, field, of, place === 'element' ? 'field' : 'outside');
      }
    }
  };
  add('', undefined, root, 'outside');
  return paths;
}
