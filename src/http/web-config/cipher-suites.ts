import { getCiphers } from 'node:tls';

/** TLS 1.3 always has these, as in Go: a list of suites only applies to TLS 1.2 and older. */
const suitesOfTls13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'] as const;

/** Go's default suites (1.22 and newer), by Go's name, with OpenSSL's name. */
const usualSuites: Readonly<Record<string, string>> = {
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 'ECDHE-ECDSA-AES128-GCM-SHA256',
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 'ECDHE-RSA-AES128-GCM-SHA256',
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: 'ECDHE-ECDSA-AES256-GCM-SHA384',
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: 'ECDHE-RSA-AES256-GCM-SHA384',
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-ECDSA-CHACHA20-POLY1305',
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-RSA-CHACHA20-POLY1305',
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA: 'ECDHE-ECDSA-AES128-SHA',
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA: 'ECDHE-RSA-AES128-SHA',
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA: 'ECDHE-ECDSA-AES256-SHA',
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA: 'ECDHE-RSA-AES256-SHA',
};

/** Without forward secrecy: an exporter built with Go 1.21 or older accepts them if they are listed. */
const oldSuites: Readonly<Record<string, string>> = {
  TLS_RSA_WITH_AES_128_GCM_SHA256: 'AES128-GCM-SHA256',
  TLS_RSA_WITH_AES_256_GCM_SHA384: 'AES256-GCM-SHA384',
  TLS_RSA_WITH_AES_128_CBC_SHA: 'AES128-SHA',
  TLS_RSA_WITH_AES_256_CBC_SHA: 'AES256-SHA',
};

const suitesByGoName: ReadonlyMap<string, string> = new Map([
  ...suitesOfTls13.map((name) => [name, name] as const),
  ...Object.entries(usualSuites),
  ...Object.entries(oldSuites),
]);

export const suiteNames = [...suitesByGoName.keys()];

/** OpenSSL's name of a suite, by Go's name; undefined if Go has no such suite. */
export function findSuite(goName: string): string | undefined {
  return suitesByGoName.get(goName);
}

/** A Node.js built with another OpenSSL may lack some. */
export function nodeHas(suite: string): boolean {
  return getCiphers().includes(suite.toLowerCase());
}

/** Node.js's cipher list for a list of suites by OpenSSL's names, or for none; the order is the server's preference. */
export function cipherList(listed: readonly string[] | undefined, allowOldVersions: boolean): string {
  const upToTls12 = (listed ?? Object.values(usualSuites)).filter((suite) => !suite.startsWith('TLS_'));
  // OpenSSL 3 disables TLS 1.0 and 1.1, as their handshake uses SHA-1, unless security level 0 is set.
  return [...suitesOfTls13, ...upToTls12, ...(allowOldVersions ? ['@SECLEVEL=0'] : [])].join(':');
}

/** OpenSSL's name by Go's. */
export const curves: ReadonlyMap<string, string> = new Map([
  ['CurveP256', 'P-256'],
  ['CurveP384', 'P-384'],
  ['CurveP521', 'P-521'],
  ['X25519', 'X25519'],
]);
