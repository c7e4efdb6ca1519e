import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';

/** The docker command for one engine. Resolves to what it prints, rejects with what it complains of. */
export type DockerCli = (...args: readonly string[]) => Promise<string>;

export function dockerCli(dockerHost: string): DockerCli {
  return async (...args) => {
    const { stdout } = await promisify(execFile)('docker', ['--host', dockerHost, ...args], { maxBuffer: 2 ** 28 });
    return stdout.trim();
  };
}

/** The same, for what need not wait. */
export function dockerCliSync(dockerHost: string): (...args: readonly string[]) => string {
  return (...args) =>
    execFileSync('docker', ['--host', dockerHost, ...args], { encoding: 'utf8', maxBuffer: 2 ** 28 }).trim();
}
