import { chmodSync, chownSync, type Stats, statSync } from 'node:fs';
import type { Logger } from 'pino';
import type { Config, ListenAddress } from '../config.js';
import { type DockerAddress, formatDockerAddress } from '../discovery/docker/address.js';
import { ListenError, listenOnAll } from '../http/listen.js';
import type { PathTemplate } from './allow/question.js';
import { createInterpreter } from './allow/question.js';
import { createAsk } from './ask/ask.js';
import { createHandler } from './client/handler.js';
import { hardenServer } from './client/harden-server.js';
import { createHostCheck } from './client/request-headers.js';
import { createBoundedLog } from './refusal.js';

/** The proxy cannot start; one line that names the flag. Exit status 1. */
export class StartError extends Error {}

/** The configuration of `docker-proxy`, checked and frozen. */
export interface DockerProxyConfig {
  readonly listenAddresses: readonly ListenAddress[];
  /** Permissions of the unix sockets, such as 0o660. */
  readonly listenMode: number;
  /** Their owner; undefined parts stay as the process creates them. */
  readonly listenOwner: { readonly uid: number | undefined; readonly gid: number | undefined };
  /**
   * Names of this host that a request over TCP may use besides loopback and its own address, in lower case and without
   * a port.
   */
  readonly hostNames: readonly string[];
  /** The real API. */
  readonly upstream: DockerAddress;
  /** Globs of labels that are shown. */
  readonly labels: readonly string[];
  /** Additional paths that may be read, whose answers are passed on unchanged. */
  readonly allow: readonly PathTemplate[];
  readonly log: Config['log'];
}

/** Time to finish answers in progress once the process is told to stop. */
const graceMs = 2_000;

export interface ServeProxyOptions {
  readonly config: DockerProxyConfig;
  readonly version: string;
  readonly log: Logger;
  /** Aborted when the process should stop. */
  readonly stop: AbortSignal;
}

/**
 * Serves until told to stop. The process must have a umask of 0777, so that nobody can use its sockets until they have
 * their owner. Rejects with a StartError.
 */
export async function serveDockerProxy({ config, version, log, stop }: ServeProxyOptions): Promise<void> {
  const { listenAddresses, upstream, allow, labels, hostNames } = config;
  checkUpstream(config);
  const bounded = createBoundedLog(log);
  const interpret = createInterpreter(labels, allow);
  const listened = listenAddresses.flatMap((address) =>
    address.kind === 'tcp' && address.host ? [address.host.toLowerCase()] : [],
  );
  const isOwnHost = createHostCheck([...hostNames, ...listened]);
  const handler = createHandler({ interpret, ask: createAsk(upstream), isOwnHost, log: bounded });
  const listeners = await listenOnAll(listenAddresses, handler, log, hardenServer(bounded)).catch((error: unknown) => {
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

/**
 * Gives a socket that was created without permissions (umask 0777) to its owner and then opens it: others can never
 * connect in between.
 */
function openSocket(path: string, { listenMode, listenOwner }: DockerProxyConfig): void {
  const { uid, gid } = listenOwner;
  if (uid !== undefined || gid !== undefined) {
    try {
      // -1 means unchanged.
      chownSync(path, uid ?? -1, gid ?? -1);
    } catch (error) {
      throw new StartError(`--listen.owner: cannot give unix:${path} away: ${(error as Error).message}`);
    }
  }
  chmodSync(path, listenMode);
}

/** @throws StartError if the real API is not a socket or is the proxy's own by another name. It need not exist yet. */
function checkUpstream({ upstream, listenAddresses }: DockerProxyConfig): void {
  if (upstream.kind !== 'unix') return;
  const real = statusOf(upstream.path);
  if (!real) return;
  if (!real.isSocket()) throw new StartError(`--docker.host: ${upstream.path} is not a socket`);
  for (const address of listenAddresses) {
    const own = address.kind === 'unix' ? statusOf(address.path) : undefined;
    if (own && own.dev === real.dev && own.ino === real.ino) {
      throw new StartError(`--docker.host: ${upstream.path} is where the proxy itself listens, expected the real API`);
    }
  }
}

/** Undefined if nothing is there yet, or without permission to look; then the first request shows why. */
function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
