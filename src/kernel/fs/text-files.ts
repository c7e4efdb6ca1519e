import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { expandGlob } from './glob.js';

/** A file in a directory that anybody's scripts write to. */
export interface TextFile {
  readonly path: string;
  /** Unix time in whole seconds, as in node_exporter. */
  readonly modified: number;
  readonly text: string;
}

/** Limits on what is read, so that scripts cannot fill this process's memory. */
export interface TextFileLimits {
  readonly files: number;
  readonly bytes: number;
  readonly bytesOfOne: number;
}

export interface FoundTextFiles {
  readonly files: readonly TextFile[];
  /** What could not be read, by path. */
  readonly errors: readonly (readonly [path: string, error: unknown])[];
}

/** The files with a suffix in the directories that globs match, sorted within each. Never rejects. */
export async function readTextFiles(
  globs: readonly string[],
  ending: string,
  limits: TextFileLimits,
): Promise<FoundTextFiles> {
  const paths = new Set<string>();
  const files: TextFile[] = [];
  const errors: [string, unknown][] = [];
  for (const directory of (await Promise.all(globs.map(expandGlob))).flat()) {
    try {
      const names = (await readdir(directory)).filter((name) => name.endsWith(ending)).sort();
      for (const name of names) paths.add(`${directory}/${name}`);
    } catch (error) {
      errors.push([directory, error]);
    }
  }
  let left = limits.bytes;
  for (const [i, path] of [...paths].entries()) {
    try {
      if (i >= limits.files) throw new Error(`is one of more than ${limits.files} files`);
      const file = await readTextFile(path, Math.min(left, limits.bytesOfOne));
      left -= Buffer.byteLength(file.text);
      files.push(file);
    } catch (error) {
      errors.push([path, error]);
    }
    if (i >= limits.files) break;
  }
  return { files, errors };
}

/** A pipe is not waited for. */
async function readTextFile(path: string, mostBytes: number): Promise<TextFile> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw new Error('is no file');
    if (stats.size > mostBytes) throw new Error(`has more than ${mostBytes} bytes`);
    const bytes = Buffer.alloc(stats.size);
    const { bytesRead } = await file.read(bytes, 0, stats.size, 0);
    return { path, modified: Math.floor(stats.mtimeMs / 1000), text: bytes.toString('utf8', 0, bytesRead) };
  } finally {
    await file.close();
  }
}
