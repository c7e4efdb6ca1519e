import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/** A folder for logs and other things that a test leaves behind to be looked at; not in version control. */
export function workDirectory(name: string): string {
  const directory = join(repository, 'test/.work', name);
  mkdirSync(directory, { recursive: true });
  return directory;
}
