import { readdir } from 'node:fs/promises';

/** The most directories that one glob may match. */
const mostMatches = 100;

/**
 * The absolute paths that a glob matches, sorted: `*`, `?` and `[abc]` match within one name. A path without them
 * matches itself.
 */
export async function expandGlob(glob: string): Promise<readonly string[]> {
  let paths = [''];
  for (const segment of glob.split('/').filter((name) => name !== '')) {
    if (!/[*?[]/.test(segment)) {
      paths = paths.map((path) => `${path}/${segment}`);
      continue;
    }
    const pattern = patternOf(segment);
    const found: string[] = [];
    for (const path of paths) {
      const names = await readdir(path === '' ? '/' : path).catch(() => []);
      // Hidden ones are only matched by a glob with an explicit dot, as in a shell.
      const matching = names.filter((name) => pattern.test(name) && (segment.startsWith('.') || !name.startsWith('.')));
      found.push(...matching.sort().map((name) => `${path}/${name}`));
      if (found.length >= mostMatches) break;
    }
    paths = found.slice(0, mostMatches);
  }
  return paths;
}

function patternOf(segment: string): RegExp {
  const source = segment.replace(/\[(?:[^\]]+)\]|[*?]|[.+^${}()|\\[\]]/g, (part) => {
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.length > 1)
      return `[${part
        .slice(1, -1)
        .replace(/[\\\]]/g, '\\$&')
        .replace(/^[!]/, '^')}]`;
    return `\\${part}`;
  });
  return new RegExp(`^${source}$`);
}
