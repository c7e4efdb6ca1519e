import type { IncomingMessage } from 'node:http';
import { Refusal } from '../refusal.js';

/** Node drops what comes after so many, so that nobody may send as many. */
export const mostHeaders = 64;

/** Far more than a client sends; Node itself takes 16 KiB. */
const longestHeaders = 8192;

/**
 * Headers of requests that want more than an answer, or that proxies and servers have read in two ways: bodies, other
 * protocols on the connection, another path than the one in the request line. A browser has no business here: one that
 * was lured to a name that resolves to this address would read what its page must not.
 */
const forbidden: ReadonlySet<string> = new Set([
  ...['transfer-encoding', 'upgrade', 'expect', 'te', 'trailer', 'http2-settings', 'content-encoding', 'range'],
  ...['x-http-method', 'x-http-method-override', 'x-method-override', 'x-original-url', 'x-rewrite-url'],
  ...['origin', 'referer', 'cookie', 'sec-fetch-site', 'sec-fetch-mode', 'sec-websocket-key'],
]);

/** @throws Refusal for what a plain GET without a body does not have */
export function checkHeaders({ rawHeaders, httpVersion }: IncomingMessage): void {
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
