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

/** The runtime host that the user gave is invalid. */
export class DockerHostError extends Error {
  override readonly name = 'DockerHostError';
}

/** Queries whatever is at the usual places, and searches again in each scrape. */
export const searchedHost = 'search';

const expected = 'expected unix:///path, tcp://host:port, https://host:port, search or none';

/**
 * The hosts to give to createEngineSources, each once: the flag's, else DOCKER_HOST's, else `search`; none for `none`.
 *
 * @throws DockerHostError with one line that names the flag or variable and says what is expected.
 */
export function resolveDockerHosts(
  flags: readonly string[] | undefined,
  environment: string | undefined,
): readonly string[] {
  const given = flags?.length ? { giver: '--docker.host', hosts: flags } : fromEnvironment(environment);
  const hosts = [...new Set(given.hosts)];
  if (hosts.includes('none')) {
    if (hosts.length > 1) throw new DockerHostError(`${given.giver}: none goes with no other host`);
    return [];
  }
  const wrong = hosts.find((host) => host !== searchedHost && !parseDockerHost(host));
  if (wrong === undefined) return hosts;
  const hint = wrong.startsWith('ssh:') ? ' (forward the socket with ssh -L instead)' : '';
  throw new DockerHostError(`${given.giver}: ${JSON.stringify(wrong)} is not a Docker host, ${expected}${hint}`);
}

function fromEnvironment(host: string | undefined): { giver: string; hosts: readonly string[] } {
  return { giver: 'DOCKER_HOST', hosts: [host || searchedHost] };
}

/** Undefined for an invalid host. A bare path is a unix socket, and `tcp://` without a port uses Docker's, 2375. */
export function parseDockerHost(host: string): DockerAddress | undefined {
  const path = host.startsWith('/') ? host : /^unix:\/\/(\/.+)$/.exec(host)?.[1];
  if (path !== undefined) return { kind: 'unix', path };
  const protocol = /^(tcp|https?):\/\/./.exec(host)?.[1];
  if (protocol !== 'tcp' && protocol !== 'http' && protocol !== 'https') return undefined;
  // Parsed as http, since URL does not check hosts of protocols it does not know; its default port 80 looks the same as
  // none, so :80 must be searched for in the text.
  const text = host.replace(/^\w+/, 'http');
  if (!URL.canParse(text)) return undefined;
  const { hostname, port, pathname, search, hash } = new URL(text);
  if (!hostname || (pathname !== '/' && pathname !== '') || search || hash) return undefined;
  const fallback = /:80\/?$/.test(host) ? '80' : protocol === 'https' ? '2376' : '2375';
  return { kind: 'tcp', protocol, host: hostname, port: port || fallback };
}

/** For messages: never contains a user name or password. */
export function formatDockerAddress(address: DockerAddress): string {
  if (address.kind === 'unix') return `unix://${address.path}`;
  return `${address.protocol}://${address.host}:${address.port}`;
}
