import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './paths.js';

/** The flags that `npm start` gives Node.js, as the image and the systemd unit do. */
export function flagsOfStart(): string[] {
  const { start } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')).scripts as { start: string };
  const flags = / node ((?:--\S+ )+)dist\/main\.js$/.exec(start)?.[1];
  if (flags === undefined) throw new Error(`package.json: scripts.start: no 'node --flags dist/main.js' in '${start}'`);
  return flags.trim().split(' ');
}
