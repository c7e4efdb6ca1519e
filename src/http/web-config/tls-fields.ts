import type { SecureVersion } from 'node:tls';
import { cipherList, curves, findSuite, nodeHas, suiteNames } from './cipher-suites.js';
import { type ClientAuthType, clientAuthTypes } from './web-config.js';
import type { YamlField } from './yaml-field.js';

/** PEM, or the path of a file with it; a relative path starts at the configuration file's directory. */
export interface PemField {
  readonly field: YamlField;
  readonly kind: 'file' | 'inline';
  readonly value: string;
}

/** What tls_server_config says, before the files that it names are read. */
export interface TlsFields {
  readonly field: YamlField;
  readonly cert: PemField;
  readonly key: PemField;
  readonly clientCa: PemField | undefined;
  readonly clientAuth: ClientAuthType;
  readonly clientAllowedSans: readonly string[] | undefined;
  readonly minVersion: SecureVersion;
  readonly maxVersion: SecureVersion;
  readonly ciphers: string;
  readonly honorCipherOrder: boolean;
  /** In order of preference; undefined for OpenSSL's own choice. */
  readonly ecdhCurve: string | undefined;
}

const versions: ReadonlyMap<string, SecureVersion> = new Map([
  ['TLS10', 'TLSv1'],
  ['TLS11', 'TLSv1.1'],
  ['TLS12', 'TLSv1.2'],
  ['TLS13', 'TLSv1.3'],
]);

const known = [
  'cert',
  'key',
  'client_ca',
  'cert_file',
  'key_file',
  'client_auth_type',
  'client_ca_file',
  'client_allowed_sans',
  'min_version',
  'max_version',
  'cipher_suites',
  'prefer_server_cipher_suites',
  'curve_preferences',
];

/** Reads tls_server_config; undefined if it does not enable TLS, or if it is invalid, which is reported. */
export function readTlsFields(field: YamlField): TlsFields | undefined {
  const fields = field.fields(known);
  if (!fields) return undefined;
  const cert = readPem(fields, 'cert');
  const key = readPem(fields, 'key');
  const clientCa = readPem(fields, 'client_ca');
  const clientAuth = readClientAuth(fields.get('client_auth_type'));
  const clientAllowedSans = readTexts(fields.get('client_allowed_sans'));
  const minVersion = readVersion(fields.get('min_version')) ?? 'TLSv1.2';
  const maxVersion = readVersion(fields.get('max_version')) ?? 'TLSv1.3';
  const suites = readSuites(fields.get('cipher_suites'));
  const honorCipherOrder = fields.get('prefer_server_cipher_suites')?.flag() ?? true;
  const curveList = readCurves(fields.get('curve_preferences'));

  // The other fields do not enable TLS, as in the toolkit.
  if (!cert && !key && !clientCa && clientAuth === undefined) return undefined;
  if (!cert) field.refuse('expected cert or cert_file');
  if (!key) field.refuse('expected key or key_file');
  if (minVersion > maxVersion) {
    (fields.get('max_version') ?? fields.get('min_version'))?.refuse('max_version is older than min_version');
  }
  if (suites && maxVersion < 'TLSv1.3' && suites.every((suite) => suite.startsWith('TLS_'))) {
    fields.get('cipher_suites')?.refuse('expected a suite for TLS 1.2 or older, as max_version leaves TLS 1.3 out');
  }
  const policy = clientAuth ?? 'NoClientCert';
  if (clientCa && policy === 'NoClientCert') {
    clientCa.field.refuse('no client is asked for a certificate, expected a client_auth_type that verifies one');
  }
  if (!clientCa && (policy === 'VerifyClientCertIfGiven' || policy === 'RequireAndVerifyClientCert')) {
    fields.get('client_auth_type')?.refuse(`${policy} expects client_ca or client_ca_file`);
  }
  if (clientAllowedSans && policy !== 'RequireAnyClientCert' && policy !== 'RequireAndVerifyClientCert') {
    const wanted = 'client_auth_type RequireAnyClientCert or RequireAndVerifyClientCert';
    fields.get('client_allowed_sans')?.refuse(`expected ${wanted}, others let clients in without a certificate`);
  }
  if (!cert || !key) return undefined;
  return {
    field,
    cert,
    key,
    clientCa,
    clientAuth: policy,
    clientAllowedSans,
    minVersion,
    maxVersion,
    ciphers: cipherList(suites, minVersion < 'TLSv1.2'),
    honorCipherOrder,
    ecdhCurve: curveList?.join(':'),
  };
}

/** A file takes precedence over an inline value, as in the toolkit. An empty string counts as absent. */
function readPem(fields: ReadonlyMap<string, YamlField>, name: string): PemField | undefined {
  const read = (kind: PemField['kind'], field: YamlField | undefined): PemField | undefined => {
    const value = field?.text();
    return field && value ? { field, kind, value } : undefined;
  };
  const inline = read('inline', fields.get(name));
  return read('file', fields.get(`${name}_file`)) ?? inline;
}

function readClientAuth(field: YamlField | undefined): ClientAuthType | undefined {
  const text = field?.text();
  if (!text) return undefined;
  // Its name in the first versions of the toolkit.
  const name = text === 'RequireClientCert' ? 'RequireAnyClientCert' : text;
  const found = clientAuthTypes.find((type) => type === name);
  if (!found) field?.refuse(`${JSON.stringify(text)} is not known, expected ${clientAuthTypes.join(', ')}`);
  return found;
}

function readVersion(field: YamlField | undefined): SecureVersion | undefined {
  return field && readKnown(field, (name) => versions.get(name), [...versions.keys()]);
}

function readSuites(field: YamlField | undefined): readonly string[] | undefined {
  return readList(field, (item) => {
    const suite = readKnown(item, findSuite, suiteNames);
    if (suite && !nodeHas(suite)) item.refuse('this Node.js was built without it');
    return suite;
  });
}

function readCurves(field: YamlField | undefined): readonly string[] | undefined {
  return readList(field, (item) => readKnown(item, (name) => curves.get(name), [...curves.keys()]));
}

/** undefined, the default, also for an empty list, as in the toolkit, and for an invalid one. */
function readList<T>(field: YamlField | undefined, read: (item: YamlField) => T | undefined): readonly T[] | undefined {
  const list = field?.items()?.map(read);
  const known = list?.filter((item) => item !== undefined);
  return known?.length && known.length === list?.length ? known : undefined;
}

function readTexts(field: YamlField | undefined): readonly string[] | undefined {
  return field?.items()?.map((item) => item.text() ?? '');
}

function readKnown<T>(
  field: YamlField,
  find: (name: string) => T | undefined,
  names: readonly string[],
): T | undefined {
  const text = field.text();
  if (text === undefined) return undefined;
  const found = find(text);
  if (found === undefined) field.refuse(`${JSON.stringify(text)} is not known, expected ${names.join(', ')}`);
  return found;
}
