import type { JsonObject } from './json.js';
import { createJsonSplitter, JsonFormError, type Take } from './json-elements.js';
import type { ReadAnswer } from './session.js';

/** Bytes of JSON text of one field, and of one string in it, of which the rest is cut off. */
const longestField = 64 * 1024;
const longestString = 16 * 1024;

/** Bytes of JSON text of all fields together, and what each takes beside it. */
const mostText = 16 * 1024 * 1024;
const costOfField = 64;

/**
 * Reads an object for a few of its fields, such as `State.Pid` or `Images[].Size` of each element, and holds nothing of the
 * rest. They come nested as they are in the answer. One that is longer than allowed is undefined.
 *
 * Throws JsonFormError for what is no object, and where all fields together are longer than allowed.
 */
export function readFields(fields: readonly string[]): ReadAnswer<JsonObject> {
  const wanted = new Map<string, { readonly take: Take; readonly names: readonly string[] }>();
  for (const field of fields) {
    const names = field.replaceAll('[]', '.[]').split('.');
    for (let depth = 1; depth <= names.length; depth += 1) {
      const path = names.slice(0, depth).join('.').replaceAll('.[]', '[]');
      wanted.set(path, { take: depth < names.length ? 'open' : 'whole', names: names.slice(0, depth) });
    }
  }
  const take = (path: string) => wanted.get(path)?.take ?? 'skip';
  return async ({ chunks }) => {
    const root = {};
    let length = 0;
    const add = (path: string, value: unknown, textLength: number) => {
      length += textLength + costOfField;
      if (length > mostText) throw new JsonFormError('the answer has too much in it');
      put(root, wanted.get(path)?.names ?? [], value);
    };
    const splitter = createJsonSplitter({
      ...{ root: 'object', take, longest: longestField, longestString },
      opened: (path, isArray) => {
        if (path !== '') add(path, isArray ? [] : {}, 0);
      },
    });
    for await (const chunk of chunks) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      for (const { path, value, length: textLength } of splitter.push(bytes)) add(path, value, textLength);
    }
    splitter.end();
    return root;
  };
}

type Tree = Record<string, unknown> | unknown[];

/** What is open was put there before what is in it. All names are those of fields that were asked for. */
function put(tree: Tree, names: readonly string[], value: unknown): void {
  const place = names.slice(0, -1).reduce<Tree>((node, name) => child(node, name) as Tree, tree);
  if (Array.isArray(place)) place.push(value);
  else place[names.at(-1) ?? ''] = value;
}

function child(node: Tree, name: string): unknown {
  return Array.isArray(node) ? node.at(-1) : node[name];
}
