import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../../support/real/free-port.js';
import { until } from '../../support/real/until.js';

/** Debian's node_exporter, whose web configuration is the toolkit's own. */
export interface NodeExporter {
  readonly port: number;
  stop(): Promise<void>;
}

/** undefined where it does not start, which it says with exit status 1. */
export async function startNodeExporter(webConfig: string): Promise<NodeExporter | undefined> {
  const port = await freePort();
  const args = [`--web.listen-address=127.0.0.1:${port}`, `--web.config.file=${webConfig}`];
  const child = spawn('prometheus-node-exporter', ['--collector.disable-defaults', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const exited = once(child, 'exit');
  // It says so once it listens and the configuration is found right.
  const ready = await until('node_exporter is up or down', async () => {
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
