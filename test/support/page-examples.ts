import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './real/repository.js';

/** The indented blocks of a page, such as `docs/deployment.md`, without their indentation. */
export function pageExamples(page: string): readonly string[] {
  const text = readFileSync(join(repository, page), 'utf8');
  return [...text.matchAll(/(?<=\n\n)(?: {4}.*\n)+/g)].map(([block]) => block.replace(/^ {4}/gm, ''));
}
