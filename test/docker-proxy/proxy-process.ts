import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { type ExporterProcess, runExporter } from '../support/real/exporter-process.js';
import { until } from '../support/until.js';

/** The built `docker-proxy` as a process of its own, once it listens on the socket. */
export async function startProxy(socket: string, flags: readonly string[] = []): Promise<ExporterProcess> {
  const proxy = runExporter(['docker-proxy', `--listen=unix://${socket}`, ...flags]);
  let ended = false;
  void proxy.exited.then(() => {
    ended = true;
  });
  await until('the proxy listens', async () => {
    if (ended) throw new Error(`the proxy ended: ${proxy.stderr()}`);
    return proxy.stderr().includes('"msg":"listening"');
  });
  return proxy;
}

export async function stopProxy(proxy: ExporterProcess): Promise<number | string> {
  proxy.process.kill('SIGTERM');
  return await proxy.exited;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Asks on a unix socket. */
export function get(socketPath: string, path: string, method = 'GET'): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, method, agent: false }, (response) => {
      text(response).then(
        (body) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        reject,
      );
    });
    asked.on('error', reject);
    asked.end();
  });
}
