import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.js';

/**
 * Makes a folder with package.json and the packages that run in production, at the versions of package-lock.json. Its
 * package.json has no devDependencies, so that npm finds nothing missing.
 */
export function installProduction(stage: string, directory: string): void {
  mkdirSync(directory, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(stage, file), join(directory, file));
  run('npm', ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: directory });
  if (readdirSync(join(directory, 'node_modules')).length === 0) throw new Error('npm ci installed nothing');
  for (const made of ['package-lock.json', 'node_modules/.package-lock.json', 'node_modules/.bin']) {
    rmSync(join(directory, made), { recursive: true, force: true });
  }
  removeForDevelopers(join(directory, 'node_modules'));
  const path = join(directory, 'package.json');
  const { devDependencies: _, ...rest } = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, `${JSON.stringify(rest, undefined, 2)}\n`);
}

/** Types, source maps and tests of packages: a third of their files. */
function removeForDevelopers(directory: string): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory() && !/^(?:test|tests|benchmarks|\.github)$/.test(entry.name)) removeForDevelopers(path);
    else if (entry.isDirectory() || /\.map$|\.d\.[cm]?ts$/.test(entry.name)) rmSync(path, { recursive: true });
  }
}
