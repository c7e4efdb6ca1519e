import { readFileSync } from 'node:fs';
import type { RequestListener, Server, ServerOptions, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

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

interface Connection {
  readonly socket: Socket;
  /** Requests that have no whole answer yet, the oldest, which is being answered, first. */
  requests: (() => void)[];
}

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
  const connections = new Map<Socket | string, Connection>();

  function makeRoom(): void {
    const all = [...connections];
    const found = all.find(([, { requests }]) => requests.length === 0) ?? all[0];
    if (found === undefined) return;
    const [key, { socket }] = found;
    connections.delete(key);
    socket.destroy();
  }

  server.on('connection', (socket: Socket) => {
    if (connections.size >= connectionLimit) makeRoom();
    const key = keyOf(socket);
    const connection = { socket, requests: [] };
    connections.set(key, connection);
    socket.once('close', () => {
      if (connections.get(key) === connection) connections.delete(key);
    });
  });

  server.on('request', (request, response) => {
    const key = keyOf(request.socket);
    const connection = connections.get(key);
    // The rest of a packet whose beginning made us end the connection.
    if (connection === undefined || connection.socket.destroyed) return;
    connections.delete(key);
    connections.set(key, connection);
    const { 'content-length': length = '0', 'transfer-encoding': coding } = request.headers;
    if (length !== '0' || coding !== undefined) response.setHeader('Connection', 'close');
    inTurn(connection, response, () => handler(request, response));
  });
}

/** Runs `answer` once the answers that come before it on the connection are written. */
function inTurn(connection: Connection, response: ServerResponse, answer: () => void): void {
  const { socket, requests } = connection;
  if (requests.length >= pipelineLimit) {
    socket.destroy();
    return;
  }
  requests.push(answer);
  response.once('close', () => {
    requests.shift();
    if (!socket.destroyed) requests[0]?.();
  });
  if (requests.length === 1) answer();
}

/** The same for a TCP connection and for the TLS connection inside it. */
function keyOf(socket: Socket): Socket | string {
  return socket.remotePort === undefined ? socket : `${socket.remoteAddress} ${socket.remotePort}`;
}

/** `Max open files            1024                 1048576              files`, of which the first number counts. */
function openFilesLimit(): number {
  try {
    return Number(/^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1] ?? Infinity);
  } catch {
    return Infinity;
  }
}
