import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../free-port.js';
import { until } from '../until.js';
import { answers } from './exporter-process.js';

/** Debian's Alertmanager. */
export interface RunningAlertmanager {
  /** Where it listens, such as `127.0.0.1:9093`. */
  readonly address: string;
  stop(): Promise<void>;
}

export async function startAlertmanager(configuration: string): Promise<RunningAlertmanager> {
  const directory = mkdtempSync(join(tmpdir(), 'alertmanager-'));
  const address = `127.0.0.1:${await freePort()}`;
  const config = join(directory, 'alertmanager.yml');
  writeFileSync(config, configuration);
  const alertmanager = spawn(
    'prometheus-alertmanager',
    [
      `--config.file=${config}`,
      `--storage.path=${join(directory, 'data')}`,
      `--web.listen-address=${address}`,
      // It is alone.
      '--cluster.listen-address=',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const exited = once(alertmanager, 'exit');
  let said = '';
  alertmanager.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await until('Alertmanager is ready', async () => {
    if (alertmanager.exitCode !== null) throw new Error(`Alertmanager ended: ${said}`);
    return await answers(`http://${address}/-/ready`);
  });
  return {
    address,
    async stop() {
      alertmanager.kill();
      await exited;
      rmSync(directory, { recursive: true });
    },
  };
}
