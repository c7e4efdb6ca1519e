import type { ListenAddress } from '../config.js';
import { parseDockerHost, searchedHost } from '../discovery/docker/address.js';
import { type KubeletAddress, parseKubeletUrl } from '../discovery/kubelet/kubelet-address.js';

/** A value is invalid for its flag; the message says what was given and what was expected. */
export class ValueError extends Error {}

/** `host:port`, `:port` (all interfaces), `[ipv6]:port` or `unix:/path`. */
export function parseListenAddress(text: string): ListenAddress {
  const expected = `${quote(text)} is not an address, expected host:port, :port, [ipv6]:port or unix:/path`;
  if (text.startsWith('unix:')) {
    const path = text.slice('unix:'.length).replace(/^\/\/(?=\/)/, '');
    if (!path.startsWith('/')) throw new ValueError(expected);
    return { kind: 'unix', path };
  }
  const match = /^(?:\[([0-9a-fA-F:.]+(?:%[\w.-]+)?)\]|([^\s:[\]/]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (!match || port > 65535) throw new ValueError(expected);
  return { kind: 'tcp', host: match[1] ?? (match[2] || undefined), port };
}

/** Letters that need no escaping in a URL, so that the path means the same to the router, the page and the client. */
export function parseTelemetryPath(text: string): string {
  if (!/^\/[A-Za-z0-9._~/-]*$/.test(text)) {
    throw new ValueError(`${quote(text)} is not a path, expected one such as /metrics (letters, digits and . _ ~ - /)`);
  }
  if (text === '/-/healthy' || text === '/-/ready') throw new ValueError(`${text} is taken by the health check`);
  if (text === '/sd' || text === '/sd/docker') throw new ValueError(`${text} is taken by service discovery`);
  return text;
}

/** A URL for the browser. A query in it is kept, a fragment is not. */
export function parseWebUrl(text: string): string {
  const url = /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  // A password would be visible to everybody who opens the page.
  if (!url || url.username || url.password) {
    throw new ValueError(`${quote(text)} is not an address, expected one such as https://grafana.example.org`);
  }
  url.hash = '';
  return url.href;
}

/** `500ms`, `5s`, `1.5s`, `1m`, or plain seconds. Seconds, greater than 0. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(text);
  const unit = { ms: 0.001, s: 1, m: 60 }[match?.[2] ?? 's'] ?? 1;
  const seconds = Number(match?.[1]) * unit;
  if (!(seconds > 0)) throw new ValueError(`${quote(text)} is not a duration, expected one such as 5s or 500ms`);
  return seconds;
}

/** The prefix of labels on containers, before a dot. */
export function parseLabelPrefix(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(text) && !text.endsWith('.')) return text;
  throw new ValueError(`${quote(text)} is not a prefix, expected one such as prometheus or org.example.scrape`);
}

export function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new ValueError(`${quote(text)} is not a number, expected 0, 1, 2, ...`);
  return Number(text);
}

/** A folder by its absolute path, without a trailing slash. */
export function parseFolder(text: string): string {
  if (!text.startsWith('/')) throw new ValueError(`${quote(text)} is not a path that begins with /`);
  return text.replace(/(?<=.)\/+$/, '');
}

/** A regular expression that must match the whole name, as everywhere in Prometheus. */
export function parsePattern(text: string): RegExp {
  if (text === '') throw new ValueError('the value is empty, expected a regular expression');
  try {
    // Checked separately, as `a)(b` would be well-formed inside the group.
    new RegExp(text);
  } catch (error) {
    const reason = String(error).replace(/^.*: /, '');
    throw new ValueError(`${quote(text)} is not a regular expression of JavaScript (${reason})`);
  }
  return new RegExp(`^(?:${text})$`);
}

export function parseChoice<T extends string>(choices: readonly T[]): (text: string) => T {
  return (text) => {
    const choice = choices.find((candidate) => candidate === text);
    if (choice === undefined) throw new ValueError(`${quote(text)} is not known, expected ${listed(choices)}`);
    return choice;
  };
}

export function parseSwitch(text: string): boolean {
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw new ValueError(`${quote(text)} is not a switch, expected true or false`);
}

export function parsePath(text: string): string {
  if (!text.startsWith('/')) throw new ValueError(`${quote(text)} is not an absolute path`);
  return text;
}

/** A container runtime's address: a socket's path or a URL, or `none`. */
export function parseRuntimeHost(text: string): string {
  if (text === 'none' || text === searchedHost || parseDockerHost(text)) return text;
  throw new ValueError(
    `${quote(text)} is not a Docker host, expected unix:///path, tcp://host:port, https://host:port, search or none`,
  );
}

/** `https://host:10250`, or an IP address alone. */
export function parseKubeletAddress(text: string): KubeletAddress {
  const address = parseKubeletUrl(text);
  if (address) return address;
  const hint = /:10255\/?$/.test(text) ? ' (its read-only port has neither TLS nor rights, and is not asked)' : '';
  throw new ValueError(
    `${quote(withoutPassword(text))} is not a kubelet's address, expected https://host:10250 or an IP address${hint}`,
  );
}

function withoutPassword(text: string): string {
  return text.replace(/\/\/[^/@]*@/, '//');
}

function listed(choices: readonly string[]): string {
  return `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
