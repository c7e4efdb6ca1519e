import { execFileSync } from 'node:child_process';

/** Runs a program to its end and returns its standard output. Its errors are shown; one that fails throws. */
export function run(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): string {
  return execFileSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 64 * 2 ** 20,
    ...options,
    env: { ...process.env, ...options.env },
  });
}
