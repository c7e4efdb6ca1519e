import type { SecureContextOptions } from 'node:tls';

/** Who is asked for a certificate, and which are taken: crypto/tls' ClientAuthType, which Go's documentation explains. */
export const clientAuthTypes = [
  'NoClientCert',
  'RequestClientCert',
  'RequireAnyClientCert',
  'VerifyClientCertIfGiven',
  'RequireAndVerifyClientCert',
] as const;
export type ClientAuthType = (typeof clientAuthTypes)[number];

export interface TlsSettings {
  /** With the certificate, the key and the clients' CA as they were read. */
  readonly context: SecureContextOptions;
  readonly clientAuth: ClientAuthType;
  /** A client's certificate must have one of these names; undefined where any name will do. */
  readonly clientAllowedSans: readonly string[] | undefined;
}

/** So many requests at once, and then one in each interval. */
export interface RateLimit {
  readonly burst: number;
  readonly intervalSeconds: number;
}

/** What a web configuration file says, with the files that it names. */
export interface WebConfig {
  /** undefined for plain HTTP. */
  readonly tls: TlsSettings | undefined;
  /** Set on every answer but 429. */
  readonly headers: ReadonlyMap<string, string>;
  /** bcrypt hashes by user name; everybody is served where there are none. */
  readonly users: ReadonlyMap<string, string>;
  readonly rateLimit: RateLimit | undefined;
}
