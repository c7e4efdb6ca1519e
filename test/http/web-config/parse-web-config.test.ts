import { describe, expect, it } from 'vitest';
import { parseWebConfig } from '../../../src/http/web-config/parse-web-config.js';
import { describeProblem } from '../../../src/http/web-config/web-config.js';

const problems = (text: string) => parseWebConfig(text).problems.map((problem) => describeProblem('web.yml', problem));
const hash = `$2y$10$${'a'.repeat(53)}`;

const tls = (line: string) => `tls_server_config:\n  cert_file: c\n  key_file: k\n  ${line}\n`;
const http = (line: string) => `http_server_config:\n  ${line}\n`;
const suites =
  'TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384, TLS_CHACHA20_POLY1305_SHA256, ' +
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, ' +
  'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, ' +
  'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, ' +
  'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, ' +
  'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA, TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA, ' +
  'TLS_RSA_WITH_AES_128_GCM_SHA256, TLS_RSA_WITH_AES_256_GCM_SHA384, ' +
  'TLS_RSA_WITH_AES_128_CBC_SHA, TLS_RSA_WITH_AES_256_CBC_SHA';
const tlsFieldNames =
  'cert, key, client_ca, cert_file, key_file, client_auth_type, client_ca_file, client_allowed_sans, min_version, ' +
  'max_version, cipher_suites, prefer_server_cipher_suites, curve_preferences';

describe('what is wrong is named, with its line', () => {
  it.each([
    ['- a', '1: expected a mapping'],
    ['tls_server_config: [a', '1: Flow sequence in block collection must be sufficiently indented and end with a ]'],
    [
      '\n\nfoo: 1',
      '3: foo: unknown field, expected tls_server_config, http_server_config, rate_limit, basic_auth_users',
    ],
    ['rate_limit: {}\nrate_limit: {}', '2: rate_limit: given twice'],
    ['? [a]\n: b', '1: expected names that are texts'],
    ['tls_server_config: *x', '1: tls_server_config: the alias is not defined'],
    ['tls_server_config: yes', '1: tls_server_config: expected a mapping'],
    [tls('min_versoin: TLS12'), `4: tls_server_config.min_versoin: unknown field, expected ${tlsFieldNames}`],
    [tls('cert: [a]'), '4: tls_server_config.cert: expected a text'],
    [
      tls('min_version: TLS9'),
      '4: tls_server_config.min_version: "TLS9" is not known, expected TLS10, TLS11, TLS12, TLS13',
    ],
    [tls('max_version: 1'), '4: tls_server_config.max_version: "1" is not known, expected TLS10, TLS11, TLS12, TLS13'],
    [tls('max_version: TLS11'), '4: tls_server_config.max_version: max_version is older than min_version'],
    [
      tls('cipher_suites:\n  - TLS_AES_128_GCM_SHA256\n  - TLS_RSA_WITH_RC4_128_SHA'),
      `6: tls_server_config.cipher_suites[1]: "TLS_RSA_WITH_RC4_128_SHA" is not known, expected ${suites}`,
    ],
    [tls('cipher_suites: TLS_AES_128_GCM_SHA256'), '4: tls_server_config.cipher_suites: expected a list'],
    [
      tls('max_version: TLS12\n  cipher_suites: [TLS_AES_128_GCM_SHA256]'),
      '5: tls_server_config.cipher_suites: expected a suite for TLS 1.2 or older, as max_version leaves TLS 1.3 out',
    ],
    [
      tls('curve_preferences: [X25519, Curve25519]'),
      '4: tls_server_config.curve_preferences[1]: "Curve25519" is not known, expected CurveP256, CurveP384, CurveP521, X25519',
    ],
    [tls('prefer_server_cipher_suites: 1'), '4: tls_server_config.prefer_server_cipher_suites: expected true or false'],
    [
      tls('client_auth_type: Always'),
      '4: tls_server_config.client_auth_type: "Always" is not known, expected NoClientCert, RequestClientCert, ' +
        'RequireAnyClientCert, VerifyClientCertIfGiven, RequireAndVerifyClientCert',
    ],
    [
      tls('client_ca_file: ca'),
      '4: tls_server_config.client_ca_file: no client is asked for a certificate, expected a client_auth_type that verifies one',
    ],
    [
      tls('client_auth_type: RequireAndVerifyClientCert'),
      '4: tls_server_config.client_auth_type: RequireAndVerifyClientCert expects client_ca or client_ca_file',
    ],
    [
      tls('client_allowed_sans: [a]'),
      '4: tls_server_config.client_allowed_sans: expected client_auth_type RequireAnyClientCert or ' +
        'RequireAndVerifyClientCert, others let clients in without a certificate',
    ],
    ['tls_server_config:\n  key_file: k', '1: tls_server_config: expected cert or cert_file'],
    ['tls_server_config:\n  cert: c', '1: tls_server_config: expected key or key_file'],
    [http('http3: true'), '2: http_server_config.http3: unknown field, expected http2, headers'],
    [http('http2: 2'), '2: http_server_config.http2: expected true or false'],
    [
      http('headers: {Server: a}'),
      '2: http_server_config.headers.Server: unknown field, expected Content-Security-Policy, ' +
        'Strict-Transport-Security, X-Content-Type-Options, X-Frame-Options, X-XSS-Protection',
    ],
    [
      http('headers: {X-Frame-Options: allow}'),
      '2: http_server_config.headers.X-Frame-Options: expected deny or sameorigin',
    ],
    [
      http('headers: {X-Content-Type-Options: a}'),
      '2: http_server_config.headers.X-Content-Type-Options: expected nosniff',
    ],
    [
      http('headers:\n    Content-Security-Policy: "a\\r\\nSet-Cookie: b"'),
      '3: http_server_config.headers.Content-Security-Policy: has characters that a header cannot have',
    ],
    [
      'basic_auth_users:\n  alice: s3cret',
      '2: basic_auth_users.alice: not a bcrypt hash, expected one such as $2y$10$ followed by 53 letters',
    ],
    [
      'basic_auth_users:\n  "a\\nb":',
      '2: basic_auth_users."a\\nb": not a bcrypt hash, expected one such as $2y$10$ followed by 53 letters',
    ],
    [
      'rate_limit: {interval: soon, burst: 1}',
      '1: rate_limit.interval: expected a duration such as 1s or 500ms, or 0 for no limit',
    ],
    ['rate_limit:\n  interval: 1s\n  burst: 0', '3: rate_limit.burst: expected burst to be 1 or more'],
    ['rate_limit:\n  interval: 1s', '1: rate_limit: expected burst to be 1 or more'],
    ['rate_limit:\n  burst: 1.5', '2: rate_limit.burst: expected a whole number'],
  ])('%j', (text, problem) => expect(problems(text)).toEqual([`web.yml:${problem}`]));

  it('names all that is wrong', () => {
    const found = problems(`basic_auth_users:\n  a: b\n  c: ${hash}\n  d: e\nhttp_server_config: no\n`);
    expect(found.map((line) => line.split(': ')[0])).toEqual(['web.yml:5', 'web.yml:2', 'web.yml:4']);
  });

  it.each([
    'basic_auth_users:\n  alice: "s3cret',
    'basic_auth_users:\n  alice: {s3cret',
    'basic_auth_users:\n  alice: a\n   s3cret: b',
    's3cret\n- s3cret',
    'basic_auth_users:\n  alice: @s3cret',
    'tls_server_config:\n  key: [s3cret]',
    'a: b\n] s3cret',
    'tls_server_config:\n  key: |\n -----BEGIN s3cret\ns3cret',
  ])('shows nothing of what may be a secret: %j', (text) => {
    expect(problems(text)).not.toEqual([]);
    expect(problems(text).join('\n')).not.toContain('s3cret');
  });
});

describe('what is right', () => {
  it.each(['', '# nothing', 'tls_server_config:\nhttp_server_config:\nbasic_auth_users:\nrate_limit:\n', '{}'])(
    'nothing is set by %j',
    (text) => {
      const { config } = parseWebConfig(text);
      expect(problems(text)).toEqual([]);
      expect(config).toEqual({ tls: undefined, headers: new Map(), users: new Map(), rateLimit: undefined });
    },
  );

  it('has the defaults of the toolkit', () => {
    expect(problems(tls(''))).toEqual([]);
    expect(parseWebConfig(tls('')).config.tls).toMatchObject({
      cert: { kind: 'file', value: 'c' },
      key: { kind: 'file', value: 'k' },
      clientAuth: 'NoClientCert',
      clientAllowedSans: undefined,
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.3',
      honorCipherOrder: true,
      ecdhCurve: undefined,
    });
  });

  it('is read in full', () => {
    const text = `
tls_server_config:
  cert: inline
  key_file: k
  client_ca: authority
  client_auth_type: RequireClientCert
  client_allowed_sans: [a, 10.0.0.1]
  min_version: TLS10
  max_version: TLS12
  cipher_suites: [TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TLS_RSA_WITH_AES_128_CBC_SHA]
  prefer_server_cipher_suites: no
  curve_preferences: [CurveP384, X25519]
http_server_config:
  http2: off
  headers:
    X-Frame-Options: deny
    X-XSS-Protection: 1
    Strict-Transport-Security: ''
rate_limit: {interval: 1m30s, burst: 7}
basic_auth_users:
  alice: ${hash}
  12: ${hash}
`;
    const { config } = parseWebConfig(text);
    expect(problems(text)).toEqual([]);
    expect(config.tls).toMatchObject({
      cert: { kind: 'inline', value: 'inline' },
      clientCa: { kind: 'inline', value: 'authority' },
      clientAuth: 'RequireAnyClientCert',
      clientAllowedSans: ['a', '10.0.0.1'],
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.2',
      ciphers:
        'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:' +
        'ECDHE-RSA-AES256-GCM-SHA384:AES128-SHA:@SECLEVEL=0',
      honorCipherOrder: false,
      ecdhCurve: 'P-384:X25519',
    });
    expect([...config.headers]).toEqual([
      ['X-Frame-Options', 'deny'],
      ['X-XSS-Protection', '1'],
    ]);
    expect([...config.users.keys()]).toEqual(['alice', '12']);
    expect(config.rateLimit).toEqual({ burst: 7, intervalSeconds: 90 });
  });

  it('takes a file before what is inline, and no TLS from fields that do not turn it on', () => {
    const { config } = parseWebConfig(tls('cert: inline'));
    expect(config.tls?.cert).toMatchObject({ kind: 'file', value: 'c' });
    expect(parseWebConfig('tls_server_config: {min_version: TLS13}').config.tls).toBeUndefined();
  });

  it('follows aliases', () => {
    const { config } = parseWebConfig(`basic_auth_users:\n  a: &h ${hash}\n  b: *h\n`);
    expect([...config.users.values()]).toEqual([hash, hash]);
  });

  it.each([
    ['0', undefined],
    ['0s', undefined],
    ['1s', 1],
    ['500ms', 0.5],
    ['1.5h', 5400],
    ['2000000000', 2],
    ['1h1m1.5s', 3661.5],
  ])('interval %s is %s seconds', (interval, seconds) => {
    expect(parseWebConfig(`rate_limit: {interval: ${interval}, burst: 1}`).config.rateLimit?.intervalSeconds).toBe(
      seconds,
    );
  });
});
