import type { Logger } from 'pino';
import { formatDockerAddress } from '../discovery/docker/address.js';
import { ListenError, listenOnAll } from '../http/listen.js';
import { createInterpreter } from './allow/question.js';
import { createAsk } from './ask/ask.js';
import { createBoundedLog } from './client/bounded-log.js';
import { createHandler } from './client/handler.js';
import { hardenServer } from './client/harden-server.js';
import { checkUpstream, openSocket, StartError } from './own-socket.js';
import type { DockerProxyConfig } from './proxy-config.js';

export { StartError };

/** Time for the answers under way once the process is told to stop. */
const graceMs = 2_000;

export interface ServeProxyOptions {
  readonly config: DockerProxyConfig;
  readonly version: string;
  readonly log: Logger;
  /** Aborted when the process shall stop. */
  readonly stop: AbortSignal;
}

/**
 * Serves until told to stop. The process must have a umask of 0777, so that its sockets are nobody's until they are made
 * theirs. Rejects with a StartError.
 */
export async function serveDockerProxy({ config, version, log, stop }: ServeProxyOptions): Promise<void> {
  const { listenAddresses, upstream, allow, labels } = config;
  checkUpstream(config);
  const bounded = createBoundedLog(log);
  const interpret = createInterpreter(labels, allow);
  const handler = createHandler({ interpret, ask: createAsk(upstream), log: bounded });
  const listeners = await listenOnAll(listenAddresses, handler, hardenServer(bounded)).catch((error: unknown) => {
    throw error instanceof ListenError ? new StartError(`--listen: ${error.message}`) : error;
  });
  try {
    for (const address of listenAddresses) if (address.kind === 'unix') openSocket(address.path, config);
    checkUpstream(config);
  } catch (error) {
    await listeners.close(0);
    throw error;
  }
  for (const address of listeners.addresses) {
    log.info({ address, upstream: formatDockerAddress(upstream), version }, 'listening');
    if (!address.startsWith('unix:')) log.warn({ address }, 'whoever reaches this port can read what the proxy shows');
  }
  if (allow.length > 0) log.warn({ paths: allow.map(({ text }) => text) }, 'these paths are passed on unredacted');
  if (!stop.aborted) await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }));
  log.info('stopping');
  await listeners.close(graceMs);
}
