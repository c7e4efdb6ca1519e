import type { X509Certificate } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import type { Socket } from 'node:net';
import { isIP } from 'node:net';
import { createServer, type TLSSocket, type Server as TlsServer } from 'node:tls';
import type { Logger } from 'pino';
import type { TlsSettings } from './web-config.js';

/** A handshake is two packets from the client. */
const handshakeTimeoutMs = 10_000;

/** Concurrent handshakes on one TCP address; the oldest is dropped for a new one. Unix sockets' clients are trusted. */
const handshakeLimit = 64;

interface TlsConnectionsOptions {
  readonly server: HttpServer;
  /** The settings for a new connection; undefined for plain HTTP. */
  readonly settings: () => TlsSettings | undefined;
  /** Called for each connection, before its first request, with the settings it was made under. */
  readonly onConnection: (socket: Socket, settings: TlsSettings | undefined) => void;
  readonly log: Logger;
}

/**
 * Puts TLS in front of an HTTP server, per connection: each uses the settings current at its start. Returns a function
 * that closes all connections, including those in a handshake, which the HTTP server does not know yet.
 */
export function putTlsBefore({ server, settings, onConnection, log }: TlsConnectionsOptions): () => void {
  // The HTTP server's connection listeners, to be called with the decrypted connection.
  const serveHttp = server.listeners('connection');
  server.removeAllListeners('connection');
  const connections = new Set<Socket>();
  const handshakes = new Map<string, Socket>();
  let tls: { readonly settings: TlsSettings; readonly server: TlsServer } | undefined;

  function welcome(socket: Socket, made: TlsSettings | undefined): void {
    onConnection(socket, made);
    for (const listener of serveHttp) listener.call(server, socket);
  }

  function createTls(made: TlsSettings): TlsServer {
    const options = {
      ...made.context,
      ...handshakeOptions(made),
      handshakeTimeout: handshakeTimeoutMs,
      ALPNProtocols: ['http/1.1'],
    };
    const refuse = (socket: TLSSocket, reason: string) => {
      log.debug({ client: socket.remoteAddress, reason }, 'TLS connection refused');
      socket.destroy();
    };
    return createServer(options, (socket) => {
      handshakes.delete(peerOf(socket));
      const reason = reasonToRefuse(socket, made);
      if (reason === undefined) welcome(socket, made);
      else refuse(socket, reason);
    }).on('tlsClientError', (error, socket) => refuse(socket, error.message));
  }

  server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
    const now = settings();
    if (!now) {
      welcome(socket, undefined);
      return;
    }
    if (tls?.settings !== now) tls = { settings: now, server: createTls(now) };
    if (socket.remotePort !== undefined) noteHandshake(socket);
    tls.server.emit('connection', socket);
  });

  function noteHandshake(socket: Socket): void {
    const [oldest] = handshakes.size < handshakeLimit ? [] : handshakes;
    if (oldest) {
      // At once, as the connection's end is reported only after others are accepted.
      handshakes.delete(oldest[0]);
      oldest[1].destroy();
    }
    const peer = peerOf(socket);
    handshakes.set(peer, socket);
    socket.once('close', () => {
      if (handshakes.get(peer) === socket) handshakes.delete(peer);
    });
  }

  return () => {
    for (const socket of connections) socket.destroy();
  };
}

/** The same for a connection and for the TLS inside it. */
function peerOf(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort}`;
}

/** What the handshake itself does about a client's certificate. */
function handshakeOptions({ clientAuth }: TlsSettings): { requestCert: boolean; rejectUnauthorized: boolean } {
  return {
    requestCert: clientAuth !== 'NoClientCert',
    rejectUnauthorized: clientAuth === 'RequireAndVerifyClientCert',
  };
}

/** Why a client is refused after the handshake; undefined if it is accepted. */
function reasonToRefuse(socket: TLSSocket, { clientAuth, clientAllowedSans }: TlsSettings): string | undefined {
  const certificate = clientAuth === 'NoClientCert' ? undefined : socket.getPeerX509Certificate();
  if (clientAuth === 'RequireAnyClientCert' && !certificate) return 'the client sent no certificate';
  if (clientAuth === 'VerifyClientCertIfGiven' && certificate && !socket.authorized) {
    return `the client's certificate is not valid (${socket.authorizationError})`;
  }
  if (clientAllowedSans && !alternativeNames(certificate).some((name) => clientAllowedSans.includes(name))) {
    return "the client's certificate has none of the names in client_allowed_sans";
  }
  return undefined;
}

/** The names in a certificate's subjectAltName: host names, mail addresses, IP addresses and URIs. */
export function alternativeNames(certificate: Pick<X509Certificate, 'subjectAltName'> | undefined): readonly string[] {
  // Such as `DNS:a.example, IP Address:2001:DB8:0:0:0:0:0:1, URI:"spiffe://x/a\u002cb"`: Node.js quotes, as JSON,
  // values with a comma or a quote.
  const entries = certificate?.subjectAltName?.matchAll(/(?:^|, )([^:,"]+):("(?:[^"\\]|\\.)*"|[^,]*)/g) ?? [];
  return [...entries].flatMap(([, kind = '', spelled = '']) => {
    const name = spelled.startsWith('"') ? String(JSON.parse(spelled)) : spelled;
    if (kind === 'IP Address') return [shortestForm(name)];
    return kind === 'DNS' || kind === 'email' || kind === 'URI' ? [name] : [];
  });
}

/** An IPv6 address in Go's short form: 2001:db8::1. */
function shortestForm(address: string): string {
  return isIP(address) === 6 ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}
