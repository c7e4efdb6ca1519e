import { type RequestListener, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { createAuthenticator } from './basic-auth.js';
import { createBcryptThread } from './bcrypt-thread.js';
import { createHashQueue, type Hasher } from './hash-queue.js';
import type { LiveWebConfig } from './live-web-config.js';
import { createRateLimiter } from './rate-limit.js';
import { putTlsBefore } from './tls-connections.js';
import type { TlsSettings } from './web-config.js';

/** What a web configuration does to servers and their requests. */
export interface WebAccess {
  /** Puts TLS before a server, where it is configured. Returns what cuts all its connections. */
  secure(server: Server): () => void;
  /** Lets only those requests through that the configuration allows, and sets its headers. */
  guard(handler: RequestListener): RequestListener;
}

export function createWebAccess(live: LiveWebConfig, log: Logger, hasher: Hasher = createBcryptThread()): WebAccess {
  const authenticate = createAuthenticator(createHashQueue(hasher));
  const madeUnder = new WeakMap<Socket, TlsSettings | undefined>();
  let limiter = limiterOf(live.current().rateLimit);

  function limiterOf(rateLimit: ReturnType<LiveWebConfig['current']>['rateLimit']) {
    return { rateLimit, allows: rateLimit ? createRateLimiter(rateLimit) : () => true };
  }

  return {
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
      // A connection from before a change of certificates, or of who is trusted, is cut: a client makes a new one.
      if (madeUnder.get(socket) !== tls) {
        socket.destroy();
        return;
      }
      if (limiter.rateLimit !== rateLimit) limiter = limiterOf(rateLimit);
      if (!limiter.allows()) {
        deny(response, 429);
        return;
      }
      for (const [name, value] of headers) response.setHeader(name, value);
      if (users.size > 0) {
        try {
          const client = socket.remoteAddress ?? 'unix';
          const verdict = await authenticate(request.headers.authorization, users, client);
          if (response.destroyed) return;
          if (verdict === 'wrong') {
            deny(response, 401, { 'WWW-Authenticate': 'Basic' });
            return;
          }
          if (verdict === 'busy') {
            deny(response, 503, { 'Retry-After': '1' });
            return;
          }
        } catch (error) {
          log.error({ err: error }, 'a password could not be checked');
          deny(response, 500);
          return;
        }
      }
      handler(request, response);
    },
  };
}

/** As Go's http.Error answers. */
function deny(response: ServerResponse, status: number, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  });
  response.end(`${STATUS_CODES[status]}\n`);
}
