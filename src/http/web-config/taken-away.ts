import type { ClientAuthType, TlsSettings, WebConfig } from './web-config.js';

/** What each type that protects anything asks of a client; the others let in whoever comes. */
const asked: Partial<Record<ClientAuthType, readonly ('a certificate' | 'a valid one')[]>> = {
  RequireAnyClientCert: ['a certificate'],
  VerifyClientCertIfGiven: ['a valid one'],
  RequireAndVerifyClientCert: ['a certificate', 'a valid one'],
};

/**
 * What a new version of a configuration no longer protects, one phrase each: passwords, TLS, clients' certificates. Other
 * users, other certificates and other names protect as well as those before.
 *
 * A file that is emptied, or cut while it is written, means less than it did and still is a right one: an editor that
 * truncates and then writes would open the door for that moment, and a full disk for good.
 */
export function protectionTakenAway(before: WebConfig, now: WebConfig): readonly string[] {
  const lost: string[] = [];
  if (before.users.size > 0 && now.users.size === 0) {
    lost.push('basic_auth_users has no user left, so everybody would be let in without a password');
  }
  if (before.tls && !now.tls) lost.push('tls_server_config is gone, so plain HTTP would be served');
  else if (before.tls && now.tls) lost.push(...trustTakenAway(before.tls, now.tls));
  return lost;
}

function trustTakenAway(before: TlsSettings, now: TlsSettings): readonly string[] {
  const lost: string[] = [];
  if (asked[before.clientAuth]?.some((demand) => !asked[now.clientAuth]?.includes(demand))) {
    lost.push(
      `tls_server_config.client_auth_type ${now.clientAuth} asks less of clients than ${before.clientAuth} before`,
    );
  }
  if (before.clientAllowedSans && !now.clientAllowedSans) {
    lost.push('tls_server_config.client_allowed_sans is gone, so a certificate with any name would do');
  }
  return lost;
}
