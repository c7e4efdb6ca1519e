import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../paths.js';
import type { Results } from '../results.js';
import { markdownTable } from './table.js';
import { tablesOf } from './tables.js';

export const page = join(repository, 'docs/performance.md');

/** Rewrites the tables of docs/performance.md. */
export function writeDocs(results: Results): void {
  writeFileSync(page, fillIn(readFileSync(page, 'utf8'), placesOf(results)));
}

/**
 * A page with its places filled in again; all else stays as it is.
 *
 *     <!-- measured: cpu -->
 *     what stands here is written by `npm run bench -- --write-docs`
 *     <!-- end -->
 *
 * @throws Error for a place that there is nothing for, and for something that has no place.
 */
export function fillIn(text: string, places: ReadonlyMap<string, string>): string {
  const left = new Set(places.keys());
  const filled = text.replace(/(<!-- measured: (\S+) -->\n).*?(<!-- end -->)/gs, (_, begin, name: string, end) => {
    const content = places.get(name);
    if (content === undefined) throw new Error(`${page}: nothing was measured for the place "${name}"`);
    left.delete(name);
    return `${begin}${content}${end}`;
  });
  if (left.size > 0) throw new Error(`${page}: there is no place for ${[...left].join(', ')}`);
  return filled;
}

function placesOf(results: Results): ReadonlyMap<string, string> {
  const { cores, memoryBytes, kernel, architecture, node, cgroupVersion } = results.machine;
  const places = new Map([...tablesOf(results)].map(([name, table]) => [name, markdownTable(table)]));
  const gigabytes = Math.round(memoryBytes / 2 ** 30);
  places.set(
    'machine',
    `A machine (${architecture}) with ${cores} cores and ${gigabytes} GB of memory, Linux ${kernel}, cgroup ` +
      `${cgroupVersion}, Node.js ${node}.\n`,
  );
  return places;
}
