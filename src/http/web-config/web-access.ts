import { type RequestListener, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { createAuthenticator, createHashQueue } from './basic-auth.js';
import { createBcryptThread } from './bcrypt-thread.js';
import { createLiveWebConfig } from './live-web-config.js';
import { putTlsBefore } from './tls-connections.js';
import type { RateLimit, TlsSettings } from './web-config.js';

/** Applies a web configuration to servers and their requests. */
export interface WebAccess {
  /** The current scheme. */
  scheme(): 'http' | 'https';
  /** Puts TLS in front of a server, if configured. Returns a function that closes all its connections. */
  secure(server: Server): () => void;
  /** Lets only requests through that the configuration allows, and sets its headers. For secured servers. */
  guard(handler: RequestListener): RequestListener;
}

/** Reads a web configuration file, now and after each change. Throws a WebConfigError if it is invalid now. */
export function openWebAccess(file: string, log: Logger): WebAccess {
  const live = createLiveWebConfig(file, log);
  const authenticate = createAuthenticator(createHashQueue(createBcryptThread()));
  const isWithin = createChangingLimit();
  const madeUnder = new WeakMap<Socket, TlsSettings | undefined>();

  /** The status to answer with, or 200 for an accepted request. */
  async function admit(
    header: string | undefined,
    users: ReadonlyMap<string, string>,
    client: string,
  ): Promise<200 | 401 | 500 | 503> {
    if (users.size === 0) return 200;
    try {
      const verdict = await authenticate(header, users, client);
      return verdict === 'right' ? 200 : verdict === 'wrong' ? 401 : 503;
    } catch (error) {
      log.error({ err: error }, 'a password could not be checked');
      return 500;
    }
  }

  return {
    scheme: () => (live.current().tls ? 'https' : 'http'),

    secure: (server) =>
      putTlsBefore({
        server,
        settings: () => live.current().tls,
        onConnection: (socket, settings) => madeUnder.set(socket, settings),
        log,
      }),

    guard: (handler) => async (request, response) => {
      const { tls, headers, users, rateLimit } = live.current();
      const { socket } = request;
      // A connection from before a change of certificates or trusted CAs is closed: a client opens a new one.
      if (madeUnder.get(socket) !== tls) {
        socket.destroy();
        return;
      }
      if (!isWithin(rateLimit)) {
        deny(response, 429);
        return;
      }
      for (const [name, value] of headers) response.setHeader(name, value);
      const status = await admit(request.headers.authorization, users, socket.remoteAddress ?? 'unix');
      if (response.destroyed) return;
      if (status === 200) handler(request, response);
      else deny(response, status);
    },
  };
}

/** One limiter, reset when the limit changes. */
function createChangingLimit(): (rateLimit: RateLimit | undefined) => boolean {
  let last: RateLimit | undefined;
  let allows = () => true;
  return (rateLimit) => {
    if (rateLimit !== last) {
      last = rateLimit;
      allows = rateLimit ? createRateLimiter(rateLimit) : () => true;
    }
    return allows();
  };
}

const moreHeaders: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  401: { 'WWW-Authenticate': 'Basic' },
  503: { 'Retry-After': '1' },
};

/** Answers like Go's http.Error. */
function deny(response: ServerResponse, status: number): void {
  const always = { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' };
  response.writeHead(status, { ...always, ...moreHeaders[status] });
  response.end(`${STATUS_CODES[status]}\n`);
}

/** A token bucket: true for a request within the limit. `now` is in milliseconds. */
export function createRateLimiter({ burst, intervalSeconds }: RateLimit, now = () => performance.now()): () => boolean {
  let tokens = burst;
  let filledAt = now();
  return () => {
    const time = now();
    tokens = Math.min(burst, tokens + (time - filledAt) / 1000 / intervalSeconds);
    filledAt = time;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
