import { existsSync, lstatSync, unlinkSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import type { Logger } from 'pino';
import type { ListenAddress } from '../config.js';
import { boundClients, serverTimeouts } from './bound-clients.js';

/** An address cannot be listened on; the message is one line that names it. */
export class ListenError extends Error {}

export interface Listeners {
  /** Where each listens, for the log; a requested port 0 is the assigned port. */
  readonly addresses: readonly string[];
  /**
   * Accepts no more connections and waits until answers in progress are written, at most `graceMs`; then it closes the
   * remaining connections.
   */
  close(graceMs: number): Promise<void>;
}

/** A layer between a server and its connections, such as TLS. Returns a function that closes all of them. */
export type Secure = (server: Server) => () => void;

const plain: Secure = (server) => () => server.closeAllConnections();

/**
 * Listens on all addresses or, if one of them fails, on none: then it rejects with a ListenError. If accepting a
 * connection fails later, it is logged.
 */
export async function listenOnAll(
  addresses: readonly ListenAddress[],
  handler: RequestListener,
  log: Pick<Logger, 'error'>,
  secure: Secure = plain,
): Promise<Listeners> {
  const servers: Server[] = [];
  const cutters: (() => void)[] = [];
  const close = async (graceMs: number): Promise<void> => {
    const cut = setTimeout(() => {
      for (const cutConnections of cutters) cutConnections();
    }, graceMs);
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    clearTimeout(cut);
  };
  for (const address of addresses) {
    try {
      const server = createBoundServer(handler);
      // Before the first connection.
      const cutConnections = secure(server);
      await listen(server, address);
      server.on('error', createAcceptComplaint(address, log));
      servers.push(server);
      cutters.push(cutConnections);
    } catch (error) {
      await close(0);
      throw error;
    }
  }
  return { addresses: servers.map((server, i) => describe(server, addresses[i] as ListenAddress)), close };
}

function createBoundServer(handler: RequestListener): Server {
  const server = createServer(serverTimeouts);
  boundClients(server, (request, response) => {
    // While the server is closing, a kept-alive connection would delay it after its answer.
    response.on('close', () => {
      if (!server.listening) server.closeIdleConnections();
    });
    handler(request, response);
  });
  return server;
}

async function listen(server: Server, address: ListenAddress): Promise<void> {
  if (address.kind === 'unix') await removeStaleSocket(address.path);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new ListenError(reason(address, error))));
    server.once('listening', resolve);
    if (address.kind === 'unix') server.listen(address.path);
    else if (address.host === undefined) server.listen(address.port);
    else server.listen(address.port, address.host);
  });
  server.removeAllListeners('error');
}

/** At most one line per minute, as a machine without memory or free descriptors has an error for each connection. */
const complaintPauseMs = 60_000;

function createAcceptComplaint(address: ListenAddress, log: Pick<Logger, 'error'>): (error: Error) => void {
  let times = 0;
  let loggedAt = Number.NEGATIVE_INFINITY;
  return ({ message }) => {
    times += 1;
    if (performance.now() - loggedAt < complaintPauseMs) return;
    log.error({ address: spell(address), reason: message, times }, 'a connection could not be accepted');
    times = 0;
    loggedAt = performance.now();
  };
}

/** A socket file left behind by a killed process is removed; a live one, or any other file, is kept. */
async function removeStaleSocket(path: string): Promise<void> {
  // libuv calls this EACCES.
  if (!existsSync(dirname(path))) throw new ListenError(`cannot listen on unix:${path}: the directory does not exist`);
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (!status) return;
  if (!status.isSocket()) throw new ListenError(`cannot listen on unix:${path}: the file exists and is not a socket`);
  const answer = await new Promise<string>((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve('');
    });
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
  if (answer === '') throw new ListenError(`cannot listen on unix:${path}: another process listens on it`);
  if (answer === 'ECONNREFUSED') unlinkSync(path);
}

function reason(address: ListenAddress, error: NodeJS.ErrnoException): string {
  const reasons: Record<string, string> = {
    EADDRINUSE: 'the address is in use by another process',
    EACCES: 'permission denied',
    EADDRNOTAVAIL: 'this machine has no such address',
    ENOTFOUND: 'the host name is not known',
  };
  return `cannot listen on ${spell(address)}: ${reasons[error.code ?? ''] ?? error.message}`;
}

function spell(address: ListenAddress): string {
  if (address.kind === 'unix') return `unix:${address.path}`;
  const host = address.host ?? '';
  return `${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}

function describe(server: Server, address: ListenAddress): string {
  const bound = server.address();
  return address.kind === 'unix' || bound === null || typeof bound === 'string'
    ? spell(address)
    : spell({ ...address, port: bound.port });
}
