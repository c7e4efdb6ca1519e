import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import { parseWebConfig } from './parse-web-config.js';
import type { PemField, TlsFields } from './tls-fields.js';
import type { Problem, TlsSettings, WebConfig } from './web-config.js';
import { describeProblem } from './web-config.js';

export interface LoadedWebConfig {
  /** undefined if there are problems. */
  readonly config: WebConfig | undefined;
  /** In the order of their lines. */
  readonly problems: readonly Problem[];
  /** The stamp of each file before it was read: the file itself and those that it names. */
  readonly stamps: ReadonlyMap<string, string>;
}

/** Reads a web configuration file and all that it names. Never throws for what a user can get wrong. */
export function loadWebConfig(file: string): LoadedWebConfig {
  const stamps = new Map([[file, fileStamp(file)]]);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const message = `cannot be read (${describeFileError(error)})`;
    return { config: undefined, problems: [{ line: undefined, field: undefined, message }], stamps };
  }
  const { config, problems } = parseWebConfig(text);
  const pathOf = (named: string): string => {
    const path = resolve(dirname(file), named);
    stamps.set(path, fileStamp(path));
    return path;
  };
  const tls = config.tls && readTls(config.tls, pathOf);
  if (problems.length === 0) return { config: { ...config, tls }, problems, stamps };
  return { config: undefined, problems: problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)), stamps };
}

/** A file's current stamp; it differs once the file is written, replaced, removed, or the link to it changes. */
export function fileStamp(path: string): string {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  }
}

/**
 * Reads the files that tls_server_config names and checks that they belong together. Problems are reported for the
 * field that names the file. `resolve` turns a path in the configuration file into one for this process.
 */
function readTls(fields: TlsFields, resolve: (path: string) => string): TlsSettings | undefined {
  const cert = readPem(fields.cert, resolve);
  const key = readPem(fields.key, resolve);
  const ca = fields.clientCa && readPem(fields.clientCa, resolve);
  const [certificate] = (cert === undefined ? undefined : certificatesOf(fields.cert, cert)) ?? [];
  const privateKey = key === undefined ? undefined : privateKeyOf(fields.key, key);
  if (ca !== undefined && fields.clientCa) certificatesOf(fields.clientCa, ca);
  if (!cert || !key || !certificate || !privateKey) return undefined;
  if (!certificate.checkPrivateKey(privateKey)) {
    fields.key.field.refuse('the key does not belong to the certificate');
    return undefined;
  }
  const context = {
    cert,
    key,
    ...(ca === undefined ? {} : { ca }),
    minVersion: fields.minVersion,
    maxVersion: fields.maxVersion,
    ciphers: fields.ciphers,
    honorCipherOrder: fields.honorCipherOrder,
    ...(fields.ecdhCurve === undefined ? {} : { ecdhCurve: fields.ecdhCurve }),
  };
  try {
    createSecureContext(context);
  } catch (error) {
    // Such as a key that is too short for OpenSSL.
    fields.field.refuse(`OpenSSL does not take it (${reasonOf(error)})`);
    return undefined;
  }
  return { context, clientAuth: fields.clientAuth, clientAllowedSans: fields.clientAllowedSans };
}

function readPem({ field, kind, value }: PemField, resolve: (path: string) => string): string | undefined {
  if (kind === 'inline') return value;
  const path = resolve(value);
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    field.refuse(`${path} cannot be read (${describeFileError(error)})`);
    return undefined;
  }
}

/** The certificates of a PEM, in order; there must be at least one. */
function certificatesOf({ field }: PemField, pem: string): readonly X509Certificate[] | undefined {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs) ?? [];
  if (blocks.length === 0) {
    field.refuse('there is no certificate in it, expected PEM');
    return undefined;
  }
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    field.refuse('a certificate in it is broken');
    return undefined;
  }
}

function privateKeyOf({ field }: PemField, pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    const encrypted = (error as NodeJS.ErrnoException).code === 'ERR_MISSING_PASSPHRASE';
    field.refuse(
      encrypted ? 'the key is encrypted, expected one without a passphrase' : 'expected a private key in PEM',
    );
    return undefined;
  }
}

/** OpenSSL's reason, which does not quote what it read. */
function reasonOf(error: unknown): string {
  const { reason, message } = error as Error & { reason?: string };
  return reason ?? message;
}

function describeFileError(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const reasons: Record<string, string> = {
    ENOENT: 'no such file',
    EACCES: 'permission denied',
    EISDIR: 'it is a directory',
  };
  return reasons[code ?? ''] ?? message;
}

/** Checks a web configuration file and all that it names; one line per problem. */
export function checkWebConfig(file: string): readonly string[] {
  return loadWebConfig(file).problems.map((problem) => describeProblem(file, problem));
}
