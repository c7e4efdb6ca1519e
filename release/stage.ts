import { chmodSync, copyFileSync, mkdirSync, readdirSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from './run.js';
import type { Source } from './source.js';

/** Copies what git knows of and builds it there, so that nothing else of the working tree gets into a package. */
export function buildStage(source: Source, directory: string): void {
  const files = run('git', ['-C', source.repository, 'ls-files', '-z']).split('\0');
  // The recorded hosts have links into nowhere, and nothing that is released needs them.
  for (const file of files.filter((name) => name !== '' && !name.startsWith('test/'))) {
    const target = join(directory, file);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(source.repository, file), target);
  }
  // The versions that package-lock.json has, as `npm ci` put them there.
  symlinkSync(join(source.repository, 'node_modules'), join(directory, 'node_modules'));
  run('npm', ['run', '--silent', 'build'], { cwd: directory });
  normalise(directory, source.epoch);
}

/** What the umask and the clock of a machine have put into a tree is made the same everywhere. Links stay as they are. */
export function normalise(directory: string, epoch: number): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isSymbolicLink()) continue;
    if (entry.isDirectory()) normalise(path, epoch);
    else chmodSync(path, (statSync(path).mode & 0o100) === 0 ? 0o644 : 0o755);
    utimesSync(path, epoch, epoch);
  }
  chmodSync(directory, 0o755);
  utimesSync(directory, epoch, epoch);
}
