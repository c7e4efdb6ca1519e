import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import type Docker from 'dockerode';

/**
 * Whether tests must be left out because something is missing on this machine. A person gets one line that says what;
 * in CI (CI=true) nothing may be left out, so a missing thing is a failure there.
 */
export function lacking(tests: string, missing: readonly (string | undefined)[]): boolean {
  const names = missing.filter((name) => name !== undefined);
  if (names.length === 0) return false;
  const line = `${tests}: left out, as this machine lacks ${names.join(' and ')}`;
  if (process.env.CI) throw new Error(line);
  console.warn(line);
  return true;
}

export async function missingEngine(docker: Docker): Promise<string | undefined> {
  try {
    await docker.ping();
    return undefined;
  } catch (error) {
    return `a Docker engine that answers (${error instanceof Error ? error.message : String(error)})`;
  }
}

export function missingCommand(name: string, debianPackage: string): string | undefined {
  return findCommand(name) === undefined ? `${name} (Debian's ${debianPackage})` : undefined;
}

export function missingRoot(): string | undefined {
  return process.getuid?.() === 0 ? undefined : 'root';
}

function findCommand(name: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(':')
    .map((directory) => join(directory, name))
    .find((path) => isExecutable(path));
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
