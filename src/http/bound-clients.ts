import type { RequestListener, Server, ServerOptions } from 'node:http';
import type { Socket } from 'node:net';
import { openFilesLimit } from '../kernel/proc/open-files-limit.js';

/**
 * Concurrent connections per address, at most a quarter of the files that the process can open: without a free
 * descriptor a server accepts no connection, and Node.js retries in a busy loop. An exporter has a handful of scrapers.
 */
const connectionLimit = Math.min(256, Math.floor(openFilesLimit() / 4));

/** Requests on one connection sent without waiting for the first answer. No known scraper does this. */
const pipelineLimit = 8;

/** Timeouts of the server. Node.js also counts the first two from a connection's start, so silent ones are closed. */
export const serverTimeouts = {
  // A client that trickles a request loses its connection; requests to an exporter are one packet.
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  // Longer than usual scrape intervals, so that a scraper finds its connection open.
  keepAliveTimeout: 120_000,
} as const satisfies ServerOptions;

/** The requests of a connection that are not fully answered yet; the oldest, which is being answered, first. */
type Waiting = (() => void)[];

/**
 * Hands a server's requests to `handler`, so that no number of connections and requests can use up memory or file
 * descriptors, or block other clients:
 * - A connection beyond the limit replaces the one that has been idle for longest or, if none is idle, the one that
 *   has been answered for longest.
 * - Requests on one connection are handled one after the other, and too many waiting ones end it.
 * - A request's body is never read: its connection ends with the answer.
 */
export function boundClients(server: Server, handler: RequestListener): void {
  // Least recently used first.
  const connections = new Map<Socket, Waiting>();

  function makeRoom(): void {
    const all = [...connections];
    const [socket] = all.find(([, waiting]) => waiting.length === 0) ?? all[0] ?? [];
    if (socket === undefined) return;
    connections.delete(socket);
    socket.destroy();
  }

  server.on('connection', (socket: Socket) => {
    if (connections.size >= connectionLimit) makeRoom();
    connections.set(socket, []);
    socket.once('close', () => connections.delete(socket));
  });

  server.on('request', (request, response) => {
    const { socket } = request;
    const waiting = connections.get(socket);
    // The rest of a packet whose start made us end the connection.
    if (waiting === undefined || socket.destroyed) return;
    connections.delete(socket);
    connections.set(socket, waiting);
    if (waiting.length >= pipelineLimit) {
      socket.destroy();
      return;
    }
    const { 'content-length': length = '0', 'transfer-encoding': coding } = request.headers;
    if (length !== '0' || coding !== undefined) response.setHeader('Connection', 'close');
    waiting.push(() => handler(request, response));
    response.once('close', () => {
      waiting.shift();
      if (!socket.destroyed) waiting[0]?.();
    });
    if (waiting.length === 1) waiting[0]?.();
  });
}
