import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../fixtures/docker-api', import.meta.url));

const others = ['containers.json', 'df.json', 'df-verbose.json', 'info.json', 'version.json'];

export type Kind = 'list' | 'inspect' | 'df' | 'info' | 'version';

/** What daemons have answered, by the file it is recorded in. */
export const recordedAnswers: readonly { readonly file: string; readonly kind: Kind; readonly body: unknown }[] =
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({ file, kind: kindOf(file), body: JSON.parse(readFileSync(join(folder, file), 'utf8')) }));

function kindOf(file: string): Kind {
  const name = file.slice(file.lastIndexOf('/') + 1);
  if (!others.includes(name)) return 'inspect';
  if (name === 'containers.json') return 'list';
  return name.startsWith('df') ? 'df' : name === 'info.json' ? 'info' : 'version';
}
