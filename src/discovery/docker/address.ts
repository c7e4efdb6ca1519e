import { existsSync } from 'node:fs';

/** Where a Docker API listens. */
export type DockerAddress =
  | { readonly kind: 'unix'; readonly path: string }
  | {
      readonly kind: 'tcp';
      readonly protocol: 'tcp' | 'http' | 'https';
      readonly host: string;
      readonly port: string;
      /** Folder of ca.pem, cert.pem and key.pem, for TLS. */
      readonly certificates?: string | undefined;
    };

/** What the user gave as the runtime's host can't be one. */
export class DockerHostError extends Error {
  override readonly name = 'DockerHostError';
}

/** Nothing was configured: whichever of the usual sockets is there is asked, and looked for again while none is. */
export const searchedHost = 'search';

const expected = 'expected unix:///path, tcp://host:port, https://host:port or none';

/**
 * The host to give to createDockerSource: the flag's, else DOCKER_HOST's, else `search`; undefined for `none`.
 *
 * @throws DockerHostError with one line that names the flag or variable and says what is expected.
 */
export function resolveDockerHost(flag: string | undefined, environment: string | undefined): string | undefined {
  const host = flag || environment;
  if (!host) return searchedHost;
  if (host === 'none') return undefined;
  if (host === searchedHost || parseDockerHost(host)) return host;
  const giver = flag ? '--docker.host' : 'DOCKER_HOST';
  const hint = host.startsWith('ssh:') ? ' (forward the socket with ssh -L instead)' : '';
  throw new DockerHostError(`${giver}: ${JSON.stringify(host)} is not a Docker host, ${expected}${hint}`);
}

/** Undefined for what is no host. A bare path is a unix socket's, and `tcp://` without a port has Docker's own, 2375. */
export function parseDockerHost(host: string): DockerAddress | undefined {
  const path = host.startsWith('/') ? host : /^unix:\/\/(\/.+)$/.exec(host)?.[1];
  if (path !== undefined) return { kind: 'unix', path };
  const protocol = /^(tcp|https?):\/\/./.exec(host)?.[1];
  if (protocol !== 'tcp' && protocol !== 'http' && protocol !== 'https') return undefined;
  // As http, since URL leaves the hosts of protocols that it does not know unchecked; its default port 80 can't be told
  // from none, so that :80 must be looked for in the text.
  const text = host.replace(/^\w+/, 'http');
  if (!URL.canParse(text)) return undefined;
  const { hostname, port, pathname, search, hash } = new URL(text);
  if (!hostname || (pathname !== '/' && pathname !== '') || search || hash) return undefined;
  const fallback = /:80\/?$/.test(host) ? '80' : protocol === 'https' ? '2376' : '2375';
  return { kind: 'tcp', protocol, host: hostname, port: port || fallback };
}

/** For messages: never with a user's name or password in it. */
export function formatDockerAddress(address: DockerAddress): string {
  if (address.kind === 'unix') return `unix://${address.path}`;
  return `${address.protocol}://${address.host}:${address.port}`;
}

/** Docker's socket, Podman's, and a user's own Podman's: in this order, the first that is there is used. */
export function usualSockets(runtimeDirectory: string | undefined): string[] {
  const sockets = ['/var/run/docker.sock', '/run/podman/podman.sock'];
  return runtimeDirectory ? [...sockets, `${runtimeDirectory}/podman/podman.sock`] : sockets;
}

export function findSocket(sockets: readonly string[]): DockerAddress | undefined {
  const path = sockets.find((socket) => existsSync(socket));
  return path === undefined ? undefined : { kind: 'unix', path };
}
