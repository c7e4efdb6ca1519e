import { chmodSync, chownSync, type Stats, statSync } from 'node:fs';
import type { DockerProxyConfig } from './proxy-config.js';

/** The proxy cannot start; one line that names the flag. Exit status 1. */
export class StartError extends Error {}

/**
 * Gives a socket that was made with no permissions at all (umask 0777) to its owner and then opens it: there is no moment
 * in which others may connect.
 */
export function openSocket(path: string, { listenMode, listenOwner }: DockerProxyConfig): void {
  const { uid, gid } = listenOwner;
  if (uid !== undefined || gid !== undefined) {
    try {
      // -1 leaves as it is.
      chownSync(path, uid ?? -1, gid ?? -1);
    } catch (error) {
      throw new StartError(`--listen.owner: cannot give unix:${path} away: ${(error as Error).message}`);
    }
  }
  chmodSync(path, listenMode);
}

/** @throws StartError where the real API is no socket, or the proxy's own by another name. It need not be there yet. */
export function checkUpstream({ upstream, listenAddresses }: DockerProxyConfig): void {
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

/** Undefined where nothing is there yet, or this process may not look; then the first request tells why. */
function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
