import type { IncomingMessage } from 'node:http';
import { Refusal } from '../refusal.js';

/** Node.js drops further headers, so a request with this many is refused. */
export const mostHeaders = 64;

/** Far more than a client sends; Node.js itself accepts 16 KiB. */
const longestHeaders = 8192;

/**
 * Headers of requests that want more than an answer, or that proxies and servers have parsed differently: bodies, other
 * protocols on the connection, a path other than the one in the request line. Browsers have no business here: with DNS
 * rebinding, a page could read what it must not. Such a browser need not send any headers of its own, so the Host
 * header is checked too.
 */
const forbidden: ReadonlySet<string> = new Set([
  ...['transfer-encoding', 'upgrade', 'expect', 'te', 'trailer', 'http2-settings', 'content-encoding', 'range'],
  ...['x-http-method', 'x-http-method-override', 'x-method-override', 'x-original-url', 'x-rewrite-url'],
  ...['origin', 'referer', 'cookie', 'sec-fetch-site', 'sec-fetch-mode', 'sec-websocket-key'],
]);

/**
 * The host name that Docker's CLI sends over a unix socket, which may be forwarded to a port here. Newer ones send
 * `api.moby.localhost`.
 */
const unixName = 'docker';

/** Whether a host, in URL form, is a name of this process: `addressed` is the address that the client connected to. */
export type IsOwnHost = (host: string, addressed: string) => boolean;

/** @param names additional names and addresses, in lower case */
export function createHostCheck(names: readonly string[]): IsOwnHost {
  const known = new Set([...names, 'localhost', '::1', unixName]);
  return (host, addressed) =>
    known.has(host) || host.endsWith('.localhost') || /^127\.[\d.]+$/.test(host) || host === addressed;
}

/** @throws Refusal for headers that a plain GET without a body does not have, or a request meant for another host */
export function checkHeaders({ rawHeaders, httpVersion, headers, socket }: IncomingMessage, isOwn: IsOwnHost): void {
  if (httpVersion !== '1.1') throw new Refusal(400, 'the protocol is not HTTP/1.1');
  if (rawHeaders.length / 2 >= mostHeaders || totalLength(rawHeaders) > longestHeaders) {
    throw new Refusal(400, 'the request has too many headers');
  }
  const seen = new Set<string>();
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]?.toLowerCase() ?? '';
    if (!/^[a-z0-9-]+$/.test(name)) throw new Refusal(400, 'the request has a header with an odd name');
    if (seen.has(name)) throw new Refusal(400, 'the request has a header twice');
    seen.add(name);
    checkHeader(name, rawHeaders[i + 1] ?? '');
  }
  // On a unix socket there is none; browsers can't connect to one.
  if (socket.localAddress !== undefined && !isOwn(hostOf(headers.host), socket.localAddress.replace('::ffff:', ''))) {
    throw new Refusal(403, 'the Host header is not a name of this host, see --listen.host-name');
  }
}

/** `[::1]:2375` -> `::1`; '' for an invalid host. */
function hostOf(header = ''): string {
  const url = `http://${header}`;
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : '';
}

function checkHeader(name: string, value: string): void {
  if (forbidden.has(name) || name.startsWith('proxy-')) {
    throw new Refusal(400, 'the request has a header that is not allowed');
  }
  if (name === 'content-length' && value !== '0') throw new Refusal(400, 'the request has a body');
  if (name === 'connection' && !/^(?:keep-alive|close)$/i.test(value)) {
    throw new Refusal(400, 'the request has a Connection header that is neither keep-alive nor close');
  }
  if (name === 'host' && !/^[A-Za-z0-9._:%[\]-]{0,255}$/.test(value)) {
    throw new Refusal(400, 'the request has an odd Host header');
  }
}

function totalLength(texts: readonly string[]): number {
  return texts.reduce((sum, { length }) => sum + length, 0);
}
