import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What curl got: the status, 000 where there was no HTTP answer, and the headers and body. */
export interface Answer {
  readonly status: string;
  readonly text: string;
}

/** Asks with curl. Its exit status is not looked at: a connection that is refused is an answer too. */
export async function curl(directory: string, url: string, args: readonly string[] = []): Promise<Answer> {
  const always = ['-s', '-i', '--http1.1', '--max-time', '30', '-w', '\n%{http_code}', ...args, url];
  const { stdout } = await run('curl', always, { cwd: directory }).catch((error: { stdout: string }) => error);
  const at = stdout.lastIndexOf('\n');
  return { status: stdout.slice(at + 1), text: stdout.slice(0, at) };
}
