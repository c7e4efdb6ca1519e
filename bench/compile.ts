import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { here, workDirectory } from './paths.js';

/** Compiles a C file of this folder with the machine's cc, and returns the program's path. */
export function compile(source: string): string {
  const program = join(workDirectory(), source.replace(/^.*\//, '').replace(/\.c$/, ''));
  execFileSync('cc', ['-O2', '-Wall', '-Wextra', '-Werror', '-o', program, here(source)], { stdio: 'inherit' });
  return program;
}
