import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../free-port.js';
import { until } from '../until.js';

/** Debian's node_exporter. */
export interface NodeExporter {
  readonly port: number;
  stop(): Promise<void>;
}

/** undefined where it does not start, which it says with exit status 1. */
export async function startNodeExporter(flags: readonly string[]): Promise<NodeExporter | undefined> {
  const port = await freePort();
  const child = spawn('prometheus-node-exporter', [`--web.listen-address=127.0.0.1:${port}`, ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const exited = once(child, 'exit');
  // It says so once it listens and the configuration is found right.
  const ready = await until('node_exporter is up or down', () => {
    if (child.exitCode !== null) return 'down';
    return /msg="TLS is (?:enabled|disabled)/.test(log) ? 'up' : undefined;
  });
  if (ready === 'down') return undefined;
  return {
    port,
    async stop() {
      child.kill();
      await exited;
    },
  };
}
