import { copyFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLiveWebConfig, type LiveWebConfig } from '../../../src/http/web-config/live-web-config.js';
import { checkWebConfig } from '../../../src/http/web-config/load-web-config.js';
import { WebConfigError } from '../../../src/http/web-config/web-config.js';
import { type Authority, createAuthority } from '../../support/certificates.js';

let files: Authority;
let logged: { level: number; msg: string; problem?: string; scheme?: string }[];
beforeEach(() => {
  files = createAuthority();
  files.issue('a', 'DNS:a');
  files.issue('b', 'DNS:b');
  logged = [];
});
afterEach(() => files.remove());

const log = pino({ base: null }, { write: (line: string) => logged.push(JSON.parse(line)) });
const write = (name: string, text: string) => writeFileSync(files.path(name), text);
const open = (): LiveWebConfig => createLiveWebConfig(files.path('web.yml'), log);
const tls = (cert: string, key: string, more = '') =>
  `tls_server_config:\n  cert_file: ${cert}\n  key_file: ${key}\n${more}`;

describe('files that a configuration names', () => {
  it.each([
    [tls('no.pem', 'a.key'), '2: tls_server_config.cert_file: DIR/no.pem cannot be read (no such file)'],
    [tls('a.pem', '.'), '3: tls_server_config.key_file: DIR cannot be read (it is a directory)'],
    [tls('a.key', 'a.key'), '2: tls_server_config.cert_file: there is no certificate in it, expected PEM'],
    [tls('broken.pem', 'a.key'), '2: tls_server_config.cert_file: a certificate in it is broken'],
    [tls('a.pem', 'a.pem'), '3: tls_server_config.key_file: expected a private key in PEM'],
    [tls('a.pem', 'b.key'), '3: tls_server_config.key_file: the key does not belong to the certificate'],
    [
      tls('a.pem', 'a.key', '  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: a.key\n'),
      '5: tls_server_config.client_ca_file: there is no certificate in it, expected PEM',
    ],
    [
      'tls_server_config:\n  cert: hello\n  key_file: a.key\n',
      '2: tls_server_config.cert: there is no certificate in it, expected PEM',
    ],
  ])('%j', (text, problem) => {
    const broken = Buffer.from('not DER').toString('base64');
    write('broken.pem', `-----BEGIN CERTIFICATE-----\n${broken}\n-----END CERTIFICATE-----\n`);
    write('web.yml', text);
    const line = `${files.path('web.yml')}:${problem.replace('DIR', files.directory)}`;
    expect(checkWebConfig(files.path('web.yml'))).toEqual([line]);
    expect(open).toThrow(new WebConfigError(line));
  });

  it('may be elsewhere, and the configuration itself must be there', () => {
    write('web.yml', tls(files.path('a.pem'), files.path('a.key')));
    expect(checkWebConfig(files.path('web.yml'))).toEqual([]);
    const missing = files.path('none.yml');
    expect(checkWebConfig(missing)).toEqual([`${missing}: cannot be read (no such file)`]);
  });
});

describe('a change', () => {
  it('of nothing leaves all as it was', () => {
    write('web.yml', tls('a.pem', 'a.key'));
    const live = open();
    expect(live.current()).toBe(live.current());
    expect(logged).toEqual([]);
  });

  it('of a certificate and its key counts once they fit', () => {
    write('web.yml', tls('a.pem', 'a.key'));
    const live = open();
    const before = live.current();
    const { cert } = before.tls?.context ?? {};
    copyFileSync(files.path('b.pem'), files.path('a.pem'));
    expect(live.current()).toBe(before);
    copyFileSync(files.path('b.key'), files.path('a.key'));
    expect(live.current().tls?.context.cert).not.toBe(cert);
    expect(logged.map(({ msg }) => msg)).toEqual([
      'web configuration is broken, the one before stays',
      'web configuration read again',
    ]);
  });

  it('of users leaves TLS the same', () => {
    write('web.yml', tls('a.pem', 'a.key'));
    const live = open();
    const before = live.current();
    write('web.yml', tls('a.pem', 'a.key', `basic_auth_users: {x: $2y$10$${'a'.repeat(53)}}\n`));
    expect([...live.current().users.keys()]).toEqual(['x']);
    expect(live.current().tls).toBe(before.tls);
  });

  it('through a link, as Kubernetes changes a secret, is seen', () => {
    write('one.yml', 'http_server_config: {headers: {X-XSS-Protection: "1"}}');
    write('two.yml', 'http_server_config: {headers: {X-XSS-Protection: "2"}}');
    symlinkSync('one.yml', files.path('web.yml'));
    const live = open();
    symlinkSync('two.yml', files.path('new'));
    renameSync(files.path('new'), files.path('web.yml'));
    expect(live.current().headers.get('X-XSS-Protection')).toBe('2');
  });

  it('that is broken is logged once, and once more when it is broken otherwise', () => {
    write('web.yml', tls('a.pem', 'a.key'));
    const live = open();
    const before = live.current();
    write('web.yml', 'tls: 1\n');
    for (let i = 0; i < 3; i++) expect(live.current()).toBe(before);
    rmSync(files.path('web.yml'));
    for (let i = 0; i < 3; i++) expect(live.current()).toBe(before);
    write('web.yml', tls('b.pem', 'b.key'));
    expect(live.current().tls?.context.cert).toBe(files.read('b.pem'));
    const file = files.path('web.yml');
    expect(logged.map(({ problem, scheme }) => problem ?? scheme)).toEqual([
      expect.stringMatching(`^${file}:1: tls: unknown field, expected `),
      `${file}: cannot be read (no such file)`,
      'https',
    ]);
  });

  it('of a file that was missing makes a broken configuration whole', () => {
    write('web.yml', '');
    const live = open();
    write('web.yml', tls('later.pem', 'a.key'));
    expect(live.current().tls).toBeUndefined();
    copyFileSync(files.path('a.pem'), files.path('later.pem'));
    expect(live.current().tls).toBeDefined();
  });
});

describe('a change that protects less', () => {
  const users = (...names: string[]) =>
    ['basic_auth_users:', ...names.map((name) => `  ${name}: $2y$10$${'a'.repeat(53)}`), ''].join('\n');
  const clients = (type: string, more = '') =>
    tls('a.pem', 'a.key', `  client_auth_type: ${type}\n  client_ca_file: b.pem\n${more}`);
  const sans = '  client_allowed_sans: [x.example, y.example]\n';

  it.each<[string, string, string, RegExp]>([
    ['an emptied file', users('x'), '', /basic_auth_users has no user left/],
    ['a file of blanks', users('x'), '\n \n', /basic_auth_users has no user left/],
    ['a file cut after the users begin', users('x'), 'basic_auth_users:', /basic_auth_users has no user left/],
    ['TLS that is gone', tls('a.pem', 'a.key') + users('x'), users('x'), /tls_server_config is gone/],
    ['a file cut before the users', tls('a.pem', 'a.key') + users('x'), tls('a.pem', 'a.key'), /has no user left/],
    ['TLS cut after its name', tls('a.pem', 'a.key'), 'tls_server_config:\n', /tls_server_config is gone/],
    [
      'clients that are no longer asked',
      clients('RequireAndVerifyClientCert'),
      tls('a.pem', 'a.key'),
      /client_auth_type NoClientCert asks less of clients than RequireAndVerifyClientCert before/,
    ],
    [
      'one that need not be sent',
      clients('RequireAndVerifyClientCert'),
      clients('VerifyClientCertIfGiven'),
      /asks less/,
    ],
    ['one signed by anybody', clients('RequireAndVerifyClientCert'), clients('RequireAnyClientCert'), /asks less/],
    ['one for the other', clients('RequireAnyClientCert'), clients('VerifyClientCertIfGiven'), /asks less/],
    [
      'any name in it',
      clients('RequireAndVerifyClientCert', sans),
      clients('RequireAndVerifyClientCert', '  client_allowed_sans:\n'),
      /client_allowed_sans is gone/,
    ],
  ])('is not taken, for good and once: %s', (_, before, after, problem) => {
    write('web.yml', before);
    const live = open();
    const held = live.current();
    write('web.yml', after);
    for (let i = 0; i < 3; i++) expect(live.current()).toBe(held);
    expect(logged).toEqual([
      expect.objectContaining({
        level: 50,
        msg: 'web configuration protects less, the one before stays; a restart applies it',
        problem: expect.stringMatching(problem),
      }),
    ]);
    // A restart applies it.
    expect(open).not.toThrow();
  });

  it('says all of it at once', () => {
    write('web.yml', tls('a.pem', 'a.key') + users('x'));
    const live = open();
    write('web.yml', '');
    live.current();
    expect(logged[0]?.problem).toMatch(/web\.yml: basic_auth_users has no user left, .*; tls_server_config is gone/);
  });

  it('does not hold up the version that comes after it', () => {
    write('web.yml', users('x'));
    const live = open();
    write('web.yml', '');
    expect([...live.current().users.keys()]).toEqual(['x']);
    write('web.yml', users('y'));
    expect([...live.current().users.keys()]).toEqual(['y']);
  });

  it.each<[string, string, string]>([
    ['a user of several', users('x', 'y'), users('y')],
    ['another user', users('x'), users('y')],
    ['more that is asked of clients', clients('VerifyClientCertIfGiven'), clients('RequireAndVerifyClientCert')],
    [
      'what never mattered',
      clients('RequestClientCert'),
      clients('NoClientCert').replace(/ {2}client_ca_file.*\n/, ''),
    ],
    ['fewer names', clients('RequireAnyClientCert', sans), clients('RequireAnyClientCert', sans.replace('x.', 'z.'))],
    ['TLS beside the users', users('x'), tls('a.pem', 'a.key') + users('x')],
  ])('is not one that changes %s', (_, before, after) => {
    write('web.yml', before);
    const live = open();
    const held = live.current();
    write('web.yml', after);
    expect(live.current()).not.toBe(held);
    expect(logged.map(({ msg }) => msg)).toEqual(['web configuration read again']);
  });
});
