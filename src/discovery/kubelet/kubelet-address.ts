import { isIP } from 'node:net';

/** Where a kubelet answers over HTTPS. */
export interface KubeletAddress {
  /** A name or an IP address, without brackets. */
  readonly host: string;
  readonly port: string;
}

/** What `/pods` is asked with. */
export interface KubeletAccess {
  /** Of a service account, as Kubernetes mounts it and renews it. */
  readonly tokenFile: string;
  /** Authorities that may have signed the kubelet's certificate; undefined to take any. */
  readonly caFile: string | undefined;
}

/** Of `--port`, by default. The one of `--read-only-port`, 10255, knows neither TLS nor rights and is not used. */
const usualPort = '10250';
const readOnlyPort = '10255';

/** Undefined for what is no kubelet's address. An IP address alone is enough: that is what the downward API gives. */
export function parseKubeletUrl(text: string): KubeletAddress | undefined {
  if (isIP(text)) return { host: text, port: usualPort };
  if (!/^https:\/\/./.test(text) || !URL.canParse(text)) return undefined;
  const { hostname, port, username, password, pathname, search, hash } = new URL(text);
  if (!hostname || username || password || pathname !== '/' || search || hash || port === readOnlyPort)
    return undefined;
  // 443 is what URL leaves out.
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port || (/:443\/?$/.test(text) ? '443' : usualPort) };
}

export function formatKubeletAddress({ host, port }: KubeletAddress): string {
  return `https://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}
