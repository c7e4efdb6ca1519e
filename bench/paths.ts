import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** A file of this folder. */
export const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Compiled programs and results; not in version control. */
export function workDirectory(): string {
  const directory = here('.work');
  mkdirSync(directory, { recursive: true });
  return directory;
}

/** Flags with which Node.js runs TypeScript. */
export const withTypeScript = ['--import', import.meta.resolve('tsx')];
