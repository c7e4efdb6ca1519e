import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { flagsOfStart } from './node-flags.js';
import { spawnTied } from './spawn-tied.js';

/** The built exporter as a process of its own. */
export interface Exporter {
  readonly pid: number;
  /** Such as `http://127.0.0.1:12345`. */
  readonly url: string;
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

export interface ExporterOptions {
  /** Folder of the compiled exporter. */
  readonly dist: string;
  readonly flags: readonly string[];
  readonly nodeFlags?: readonly string[];
  /** How many files it may have open; the machine's own limit where none is given. */
  readonly openFiles?: number;
}

/** Starts it on a free port, and resolves when it listens. */
export async function startExporter({ dist, flags, nodeFlags = [], openFiles }: ExporterOptions): Promise<Exporter> {
  const node = [process.execPath, ...flagsOfStart(), ...nodeFlags];
  const args = [...node, `${dist}/main.js`, '--web.listen-address=127.0.0.1:0', ...flags];
  // prlimit becomes the command. Without an argument it sets nothing.
  const limits = openFiles === undefined ? [] : [`--nofile=${openFiles}:${openFiles}`];
  const { child, pid, kill } = spawnTied('prlimit', [...limits, ...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const exited = once(child, 'exit');
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const address = /"address":"(127\.0\.0\.1:\d+)"/.exec(said)?.[1];
      if (address) resolve(`http://${address}`);
    });
    child.once('exit', () => reject(new Error(`the exporter ended: ${said}`)));
  });
  return {
    ...{ pid, url, child },
    async stop() {
      child.kill('SIGTERM');
      await exited;
      kill();
    },
  };
}
