import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.js';

/** What a release is made of. */
export interface Source {
  readonly repository: string;
  /** package.json's, the only place where it is written by hand. */
  readonly version: string;
  readonly description: string;
  /** The full hash. */
  readonly commit: string;
  /** Seconds since 1970 that stand for every date in what is built: SOURCE_DATE_EPOCH, else the commit's. */
  readonly epoch: number;
}

/**
 * Reads where a release comes from.
 * @throws Error where files differ from the commit (unless `allowChanges`), or outside of git
 */
export function readSource(repository: string, { allowChanges }: { readonly allowChanges: boolean }): Source {
  const { version, description } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as Source;
  const git = (...args: string[]) => run('git', ['-C', repository, ...args]).trim();
  const changes = git('status', '--porcelain', '--untracked-files=no');
  if (changes !== '' && !allowChanges) {
    throw new Error(`these files differ from the commit; commit them, or give --allow-changes:\n${changes}`);
  }
  const given = process.env.SOURCE_DATE_EPOCH;
  if (given !== undefined && !/^\d+$/.test(given)) {
    throw new Error(`SOURCE_DATE_EPOCH: '${given}' is not a number of seconds`);
  }
  const epoch = Number(given ?? git('log', '-1', '--format=%ct'));
  return { repository, version, description, commit: git('rev-parse', 'HEAD'), epoch };
}
