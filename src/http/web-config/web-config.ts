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

/** Something that is wrong in a web configuration file. */
export interface Problem {
  /** Where it stands, from 1; undefined where the file as a whole is meant. */
  readonly line: number | undefined;
  /** Dotted, such as `tls_server_config.min_version`; undefined where it is not about a field. */
  readonly field: string | undefined;
  /** What is wrong and what was expected. Never holds a key, a hash or a password. */
  readonly message: string;
}

/** `web.yml:3: tls_server_config.min_version: ...`, one line. */
export function describeProblem(file: string, { line, field, message }: Problem): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return [place, ...(field === undefined ? [] : [field]), message].join(': ');
}

/** The web configuration file is wrong; the message is one line that names it, the line and the field. */
export class WebConfigError extends Error {}
