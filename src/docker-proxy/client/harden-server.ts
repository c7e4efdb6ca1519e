import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Secure } from '../../http/listen.js';
import type { BoundedLog } from '../refusal.js';

import { mostHeaders } from './request-headers.js';

/** Answers what never becomes a request for the handler: malformed HTTP, and requests for another protocol. */
export function hardenServer(log: BoundedLog): Secure {
  return (server: Server) => {
    server.maxHeadersCount = mostHeaders;
    server.maxRequestsPerSocket = 10_000;

    const busy = new WeakSet<object>();
    server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      busy.add(socket);
      response.once('close', () => busy.delete(socket));
    });

    const cut = (socket: Duplex, reason: string) => {
      log({ reason }, 'refused a request');
      // A second answer must not be written into one that is being sent.
      if (!socket.writable || busy.has(socket)) {
        socket.destroy();
        return;
      }
      const body = `${JSON.stringify({ message: reason })}\n`;
      socket.end(
        `HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
        () => socket.destroy(),
      );
    };

    server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') socket.destroy();
      else cut(socket, 'the request is malformed');
    });
    server.on('upgrade', (_request, socket) => cut(socket, 'other protocols are not spoken here'));
    server.on('connect', (_request, socket) => cut(socket, 'other protocols are not spoken here'));
    for (const event of ['checkContinue', 'checkExpectation'] as const) {
      server.on(event, ({ socket }: IncomingMessage) => cut(socket, 'the request has a header that is not allowed'));
    }
    return () => server.closeAllConnections();
  };
}
