import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { exporters } from '../../../src/catalogue.js';
import { freePort } from './free-port.js';
import { repository, workDirectory } from './repository.js';
import { until } from './until.js';

/** Flags that turn on every collector, so that the dear ones are tested too. */
export const allCollectors = exporters.map(({ name }) => `--collector.${name}`);

export interface RunningExporter {
  /** Where it listens, such as `http://127.0.0.1:12345`. */
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** The built exporter as a child process on this machine. Its log goes to test/.work/<name>/exporter.log. */
export async function startExporter(name: string, flags: readonly string[] = allCollectors): Promise<RunningExporter> {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const child = spawn(process.execPath, ['dist/main.js', `--web.listen-address=${address}`, ...flags], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = createWriteStream(join(workDirectory(name), 'exporter.log'));
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const url = `http://${address}`;
  await until(`the exporter answers on ${url} (log: ${log.path})`, async () => {
    if (child.exitCode !== null) throw new Error(`the exporter ended with ${child.exitCode}, see ${log.path}`);
    return await answers(`${url}/-/ready`);
  });
  return { url, pid: child.pid ?? 0, stop: () => stop(child) };
}

export async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
