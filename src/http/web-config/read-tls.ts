import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { PemField, TlsFields } from './tls-fields.js';
import type { TlsSettings } from './web-config.js';

/**
 * Reads the files that tls_server_config names and checks that they belong together. What is wrong is reported to the
 * field that names the file. `resolve` makes a path of the configuration file one of this process.
 */
export function readTls(fields: TlsFields, resolve: (path: string) => string): TlsSettings | undefined {
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

/** The certificates of a PEM, the first first, of which there must be one. */
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

/** What OpenSSL says is wrong; it does not quote what it read. */
function reasonOf(error: unknown): string {
  const { reason, message } = error as Error & { reason?: string };
  return reason ?? message;
}

export function describeFileError(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const reasons: Record<string, string> = {
    ENOENT: 'no such file',
    EACCES: 'permission denied',
    EISDIR: 'it is a directory',
  };
  return reasons[code ?? ''] ?? message;
}
