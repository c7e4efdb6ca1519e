import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesWithVersion, releaseInChangelog, setVersion } from './version.js';

/** `npm version` runs this when it has changed package.json, and before it commits. */

const repository = join(import.meta.dirname, '..');
const change = (file: string, edit: (text: string) => string) => {
  const path = join(repository, file);
  writeFileSync(path, edit(readFileSync(path, 'utf8')));
};

const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as { version: string };
change('CHANGELOG.md', (text) => releaseInChangelog(text, version, new Date().toISOString().slice(0, 10)));
for (const file of filesWithVersion) change(file, (text) => setVersion(text, version));
