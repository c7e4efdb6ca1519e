import { isIP } from 'node:net';

/** Where a kubelet answers over HTTPS. */
export interface KubeletAddress {
  /** A name or an IP address, without brackets. */
  readonly host: string;
  readonly port: string;
}

/** Credentials for `/pods`. */
export interface KubeletAccess {
  /** A service account's token, which Kubernetes mounts and renews. */
  readonly tokenFile: string;
  /** CAs that may have signed the kubelet's certificate; undefined to accept any. */
  readonly caFile: string | undefined;
}

/** The default of `--port`. That of `--read-only-port`, 10255, has neither TLS nor authorization and is not used. */
const usualPort = '10250';
const readOnlyPort = '10255';

/** Undefined for an invalid kubelet address. An IP address alone is enough: that is what the downward API gives. */
export function parseKubeletUrl(text: string): KubeletAddress | undefined {
  if (isIP(text)) return { host: text, port: usualPort };
  if (!/^https:\/\/./.test(text) || !URL.canParse(text)) return undefined;
  const { hostname, port, username, password, pathname, search, hash } = new URL(text);
  if (!hostname || username || password || pathname !== '/' || search || hash || port === readOnlyPort)
    return undefined;
  // URL drops :443.
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port || (/:443\/?$/.test(text) ? '443' : usualPort) };
}

export function formatKubeletAddress({ host, port }: KubeletAddress): string {
  return `https://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}
