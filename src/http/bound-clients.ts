import type { RequestListener, Server, ServerOptions } from 'node:http';
import type { Socket } from 'node:net';
import { openFilesLimit } from '../kernel/proc/open-files-limit.js';

/**
 * Connections of one address at once, at most a quarter of the files that the process may open: a server without a free
 * descriptor takes no connection, and Node asks for it in a busy loop. An exporter has a handful of scrapers.
 */
const connectionLimit = Math.min(256, Math.floor(openFilesLimit() / 4));

/** Requests on one connection that were sent without waiting for the answer to the first. No known scraper does so. */
const pipelineLimit = 8;

/** Times for the server. Node counts the first two from the beginning of a connection too, so silent ones are cut. */
export const serverTimeouts = {
  // Who dribbles a request loses its connection; requests to an exporter are one packet.
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  // Longer than the scrape intervals in use, so that a scraper finds its connection open.
  keepAliveTimeout: 120_000,
} as const satisfies ServerOptions;

/** The requests of a connection that have no whole answer yet; the oldest, which is being answered, first. */
type Waiting = (() => void)[];

/**
 * Hands a server's requests to `handler`, such that no number of connections and requests takes all memory or all file
 * descriptors, or keeps others out:
 * - A connection beyond the limit takes the place of the one that has been idle for longest or, where none is idle,
 *   of the one that has been answered for longest.
 * - Requests on one connection are handled one after the other, and too many that wait end it.
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
    // The rest of a packet whose beginning made us end the connection.
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
