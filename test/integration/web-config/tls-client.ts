import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What `openssl s_client` says of a connection, with a request for `/-/healthy` and its answer. */
export async function sClient(directory: string, target: string, args: readonly string[] = []): Promise<string> {
  const connect = target.startsWith('/') ? ['-unix', target] : ['-connect', target];
  const child = run('openssl', ['s_client', '-ign_eof', '-CAfile', 'ca.pem', ...connect, ...args], {
    cwd: directory,
    timeout: 20_000,
  });
  child.child.stdin?.on('error', () => {});
  child.child.stdin?.end('GET /-/healthy HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  const { stdout, stderr } = await child.catch((error: { stdout: string; stderr: string }) => error);
  return `${stdout}${stderr}`;
}
