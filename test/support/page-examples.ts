import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './real/repository.js';

export interface Block {
  /** `sh`, `yaml`; empty where none is told, as for indented blocks. */
  readonly language: string;
  readonly text: string;
}

/** The indented blocks of a page, such as `docs/deployment.md`, without their indentation. */
export function pageExamples(page: string): readonly string[] {
  return indented(read(page));
}

/** All blocks of a page. Those that are in the items of a list are not among them. */
export function pageBlocks(page: string): readonly Block[] {
  const fence = /^```(\w*)\n([\s\S]*?)^```$/gm;
  const text = read(page);
  const fenced = [...text.matchAll(fence)].map(([, language = '', block = '']) => ({ language, text: block }));
  return [...fenced, ...indented(text.replace(fence, '')).map((block) => ({ language: '', text: block }))];
}

function indented(text: string): readonly string[] {
  return [...text.matchAll(/(?<=\n\n)(?: {4}.*\n)+/g)].map(([block]) => block.replace(/^ {4}/gm, ''));
}

const read = (page: string) => readFileSync(join(repository, page), 'utf8');
