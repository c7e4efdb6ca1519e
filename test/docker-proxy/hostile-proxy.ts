import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { residentMegabytes } from '../support/process-figures.js';
import { exchange, statuses } from '../support/raw-request.js';

/** The proxy as a process of its own, so that a crash is seen. */
export interface ProxyProcess {
  readonly target: { readonly path: string };
  readonly log: () => string;
  readonly residentMegabytes: () => number;
  /** Fails unless the process that was started still answers. */
  isAlive(): Promise<void>;
  stop(): Promise<void>;
}

const source = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** @param program the arguments that make node run the exporter; its source unless given */
export async function startProxy(
  listen: string,
  upstream: string,
  program: readonly string[] = ['--import', 'tsx', source],
): Promise<ProxyProcess> {
  const flags = ['docker-proxy', '--listen', `unix://${listen}`, '--docker.host', `unix://${upstream}`];
  const child: ChildProcess = spawn(process.execPath, [...program, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('latin1').on('data', (text: string) => {
      log += text;
    });
  }
  // When its log is whole, too.
  const exited = once(child, 'close');
  while (!existsSync(listen)) {
    if (child.exitCode !== null) throw new Error(`the proxy ended: ${log}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const target = { path: listen };
  return {
    target,
    log: () => log,
    residentMegabytes: () => residentMegabytes(child.pid ?? 0),
    async isAlive() {
      expect(child.exitCode).toBeNull();
      const answer = await exchange(target, 'GET /_ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      expect(statuses(answer)).toEqual([200]);
    },
    async stop() {
      child.kill('SIGTERM');
      // It lived through all of it, and ends as always.
      expect(await exited).toEqual([0, null]);
    },
  };
}
