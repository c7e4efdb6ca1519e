import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseWebConfig } from './parse-web-config.js';
import type { Problem } from './problem.js';
import { describeFileError, readTls } from './read-tls.js';
import type { WebConfig } from './web-config.js';

export interface LoadedWebConfig {
  /** undefined where there are problems. */
  readonly config: WebConfig | undefined;
  /** In the order of their lines. */
  readonly problems: readonly Problem[];
  /** The stamp that each file had before it was read: the file itself and those that it names. */
  readonly stamps: ReadonlyMap<string, string>;
}

/** Reads a web configuration file and all that it names. Never throws for what a user can get wrong. */
export function loadWebConfig(file: string): LoadedWebConfig {
  const stamps = new Map([[file, fileStamp(file)]]);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const message = `cannot be read (${describeFileError(error)})`;
    return { config: undefined, problems: [{ line: undefined, field: undefined, message }], stamps };
  }
  const { config, problems } = parseWebConfig(text);
  const pathOf = (named: string): string => {
    const path = resolve(dirname(file), named);
    stamps.set(path, fileStamp(path));
    return path;
  };
  const tls = config.tls && readTls(config.tls, pathOf);
  if (problems.length === 0) return { config: { ...config, tls }, problems, stamps };
  return { config: undefined, problems: problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)), stamps };
}

/** What a file is now; it differs once the file is written, replaced, removed, or the link to it leads elsewhere. */
export function fileStamp(path: string): string {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  }
}
