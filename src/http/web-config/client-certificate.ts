import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { TlsSettings } from './web-config.js';

/** What the handshake itself shall do about a client's certificate. */
export function handshakeOptions({ clientAuth }: TlsSettings): { requestCert: boolean; rejectUnauthorized: boolean } {
  return {
    requestCert: clientAuth !== 'NoClientCert',
    rejectUnauthorized: clientAuth === 'RequireAndVerifyClientCert',
  };
}

/** Why a client is refused after the handshake; undefined where it is welcome. */
export function reasonToRefuse(socket: TLSSocket, { clientAuth, clientAllowedSans }: TlsSettings): string | undefined {
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

/** The names in a certificate's subjectAltName: of hosts, mail addresses, IP addresses and URIs. */
export function alternativeNames(certificate: Pick<X509Certificate, 'subjectAltName'> | undefined): readonly string[] {
  // Such as `DNS:a.example, IP Address:2001:DB8:0:0:0:0:0:1, URI:"spiffe://x/a\u002cb"`: Node quotes, as JSON, what holds
  // a comma or a quote.
  const entries = certificate?.subjectAltName?.matchAll(/(?:^|, )([^:,"]+):("(?:[^"\\]|\\.)*"|[^,]*)/g) ?? [];
  return [...entries].flatMap(([, kind = '', spelled = '']) => {
    const name = spelled.startsWith('"') ? String(JSON.parse(spelled)) : spelled;
    if (kind === 'IP Address') return [shortestForm(name)];
    return kind === 'DNS' || kind === 'email' || kind === 'URI' ? [name] : [];
  });
}

/** An IPv6 address as Go and people write it: 2001:db8::1. */
function shortestForm(address: string): string {
  return isIP(address) === 6 ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}
