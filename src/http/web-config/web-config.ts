import type { SecureContextOptions } from 'node:tls';

/**
 * Which clients must present a certificate, and which are accepted: crypto/tls' ClientAuthType, explained in Go's
 * documentation.
 */
export const clientAuthTypes = [
  'NoClientCert',
  'RequestClientCert',
  'RequireAnyClientCert',
  'VerifyClientCertIfGiven',
  'RequireAndVerifyClientCert',
] as const;
export type ClientAuthType = (typeof clientAuthTypes)[number];

export interface TlsSettings {
  /** With the certificate, the key and the client CA, already read. */
  readonly context: SecureContextOptions;
  readonly clientAuth: ClientAuthType;
  /** A client's certificate must have one of these names; undefined if any name will do. */
  readonly clientAllowedSans: readonly string[] | undefined;
}

/** `burst` requests at once, and then one per interval. */
export interface RateLimit {
  readonly burst: number;
  readonly intervalSeconds: number;
}

/** The contents of a web configuration file, including the files that it names. */
export interface WebConfig {
  /** undefined for plain HTTP. */
  readonly tls: TlsSettings | undefined;
  /** Set on every answer but 429. */
  readonly headers: ReadonlyMap<string, string>;
  /** bcrypt hashes by user name; if there are none, everybody is served. */
  readonly users: ReadonlyMap<string, string>;
  readonly rateLimit: RateLimit | undefined;
}

/** A problem in a web configuration file. */
export interface Problem {
  /** The line, from 1; undefined for the file as a whole. */
  readonly line: number | undefined;
  /** Dotted, such as `tls_server_config.min_version`; undefined if it is not about a field. */
  readonly field: string | undefined;
  /** What is wrong and what was expected. Never contains a key, a hash or a password. */
  readonly message: string;
}

/** `web.yml:3: tls_server_config.min_version: ...`, one line. */
export function describeProblem(file: string, { line, field, message }: Problem): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return [place, ...(field === undefined ? [] : [field]), message].join(': ');
}

/** The web configuration file is invalid; the message is one line that names it, the line and the field. */
export class WebConfigError extends Error {}
