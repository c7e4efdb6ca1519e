import { writeFileSync } from 'node:fs';
import { hashSync } from 'bcryptjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Authority, createAuthority } from '../support/certificates.js';
import { type ExporterProcess, runExporter, serveExporter } from '../support/real/exporter-process.js';
import { startNodeExporter } from '../support/real/node-exporter.js';
import { lacking, missingCommand } from '../support/real/requirements.js';
import { curl } from './web-config/curl.js';

/** The same files and the same requests for Debian's node_exporter, which has the toolkit itself, and for us. */

let files: Authority;
beforeAll(() => {
  files = createAuthority();
  files.issue('server', 'DNS:localhost,IP:127.0.0.1');
  files.issue('client', 'DNS:client.example');
  files.found('foreign');
  files.issue('stranger', 'DNS:client.example', 'foreign');
});
afterAll(() => files.remove());

const hash = hashSync('secret', 5);
const tls = (...lines: string[]) =>
  ['tls_server_config:', 'cert_file: server.pem', 'key_file: server.key', ...lines].join('\n  ');
const users = `basic_auth_users:\n  alice: ${hash}\n  bob: ${hash}\n`;

const upTo = (version: string, ciphers = 'DEFAULT@SECLEVEL=0') => ['--tls-max', version, '--ciphers', ciphers];
const cert = (name: string) => ['--cert', `${name}.pem`, '--key', `${name}.key`];
const requests: Readonly<Record<string, readonly string[]>> = {
  plain: [],
  'TLS 1.0': upTo('1.0'),
  'TLS 1.1': upTo('1.1'),
  'TLS 1.2': upTo('1.2'),
  'TLS 1.3': ['--tlsv1.3'],
  'AES 128': upTo('1.2', 'ECDHE-ECDSA-AES128-GCM-SHA256'),
  'AES 256': upTo('1.2', 'ECDHE-ECDSA-AES256-GCM-SHA384'),
  'AES 128 CBC': upTo('1.2', 'ECDHE-ECDSA-AES128-SHA'),
  'P-256': ['--curves', 'P-256'],
  'P-384': ['--curves', 'P-384'],
  right: ['-u', 'alice:secret'],
  wrong: ['-u', 'alice:Secret'],
  unknown: ['-u', 'carol:secret'],
  'no password': ['-u', 'alice:'],
  bearer: ['-H', 'Authorization: Bearer secret'],
  client: cert('client'),
  stranger: cert('stranger'),
  '404': ['--request-target', '/no/such/path'],
  '404 right': ['-u', 'alice:secret', '--request-target', '/no/such/path'],
};

const startTheirs = (file: string) => startNodeExporter(['--collector.disable-defaults', `--web.config.file=${file}`]);

type Statuses = Readonly<Partial<Record<keyof typeof requests, string>>>;

async function ask(base: string, expected: Statuses): Promise<Statuses> {
  const found: Record<string, string> = {};
  for (const name of Object.keys(expected)) {
    const args = ['--cacert', 'ca.pem', ...(requests[name] ?? [])];
    found[name] = (await curl(files.directory, base, args)).status;
  }
  return found;
}

function write(text: string): string {
  writeFileSync(files.path('web.yml'), text);
  return files.path('web.yml');
}

async function check(file: string): Promise<{ status: number | string; stdout: string; stderr: string }> {
  const checking = runExporter(['check-config', file]);
  return { status: await checking.exited, stdout: checking.stdout(), stderr: checking.stderr() };
}

const stop = async (exporter: ExporterProcess): Promise<void> => {
  exporter.process.kill('SIGTERM');
  await exporter.exited;
};

describe.skipIf(
  lacking('web configuration beside node_exporter', [
    missingCommand('prometheus-node-exporter', 'prometheus-node-exporter'),
    missingCommand('curl', 'curl'),
  ]),
)('the same file means the same', () => {
  const some = { plain: '200', 'TLS 1.1': '000', 'TLS 1.2': '200', 'TLS 1.3': '200' };
  it.each<[string, Statuses]>([
    ['', { plain: '200' }],
    [users, { plain: '401', right: '200', wrong: '401', unknown: '401', 'no password': '401', bearer: '401' }],
    [`${tls()}\n${users}`, { plain: '401', right: '200', wrong: '401', '404': '401', 'TLS 1.1': '000' }],
    [tls(), { ...some, 'AES 128 CBC': '200' }],
    [tls('min_version: TLS13'), { ...some, 'TLS 1.2': '000' }],
    [tls('min_version: TLS10'), { ...some, 'TLS 1.0': '200', 'TLS 1.1': '200' }],
    [tls('min_version: TLS11', 'max_version: TLS11'), { 'TLS 1.0': '000', 'TLS 1.1': '200', 'TLS 1.3': '000' }],
    [tls('max_version: TLS12'), { 'TLS 1.2': '200', 'TLS 1.3': '000' }],
    [
      `${tls('cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]')}\nhttp_server_config: {http2: false}`,
      { 'AES 128': '000', 'AES 256': '200', 'AES 128 CBC': '000', 'TLS 1.3': '200' },
    ],
    [tls('curve_preferences: [CurveP384]'), { 'P-256': '000', 'P-384': '200' }],
    [tls('client_auth_type: NoClientCert'), { plain: '200', client: '200', stranger: '200' }],
    [tls('client_auth_type: RequestClientCert'), { plain: '200', client: '200', stranger: '200' }],
    [tls('client_auth_type: RequireAnyClientCert'), { plain: '000', client: '200', stranger: '200' }],
    [
      tls('client_auth_type: VerifyClientCertIfGiven', 'client_ca_file: ca.pem'),
      { plain: '200', client: '200', stranger: '000' },
    ],
    [
      tls('client_auth_type: RequireAndVerifyClientCert', 'client_ca_file: ca.pem'),
      { plain: '000', client: '200', stranger: '000' },
    ],
  ])('%j', async (text, expected) => {
    const file = write(text);
    const scheme = text.includes('cert_file') ? 'https' : 'http';
    const [ours, theirs] = await Promise.all([serveExporter([`--web.config.file=${file}`]), startTheirs(file)]);
    try {
      expect(await ask(`${scheme}://127.0.0.1:${theirs?.port}/`, expected)).toEqual(expected);
      expect(await ask(ours.url.replace('http', scheme), expected)).toEqual(expected);
      expect(ours.stderr()).toContain(`"scheme":"${scheme}"`);
      expect(await check(file)).toEqual({ status: 0, stdout: `${file}: ok\n`, stderr: '' });
    } finally {
      await Promise.all([stop(ours), theirs?.stop()]);
    }
  });

  it.each([
    ['tls_server_config: {cert_file: server.pem}', '1: tls_server_config: '],
    ['tls_server_config: {cert_file: no.pem, key_file: server.key}', '1: tls_server_config.cert_file: '],
    ['\ntls_server_config: {cert_file: server.pem, key_file: client.key}', '2: tls_server_config.key_file: '],
    [tls('min_version: TLS9'), '4: tls_server_config.min_version: '],
    [tls('cipher_suites: [TLS_MADE_UP]'), '4: tls_server_config.cipher_suites[0]: '],
    [tls('curve_preferences: [Curve1]'), '4: tls_server_config.curve_preferences[0]: '],
    [tls('client_auth_type: Maybe'), '4: tls_server_config.client_auth_type: '],
    [tls('client_ca_file: ca.pem'), '4: tls_server_config.client_ca_file: '],
    ['basic_auth_users: {alice: secret}', '1: basic_auth_users.alice: '],
    ['http_server_config: {headers: {Server: x}}', '1: http_server_config.headers.Server: '],
    ['http_server_config: {headers: {X-Frame-Options: x}}', '1: http_server_config.headers.X-Frame-Options: '],
    ['tls_config: {}', '1: tls_config: '],
    ['basic_auth_users: [', '1: '],
  ])('nobody starts with %j', async (text, problem) => {
    const file = write(text);
    const ours = runExporter(['--web.listen-address=127.0.0.1:0', `--web.config.file=${file}`]);
    const [status, theirs] = await Promise.all([ours.exited, startTheirs(file)]);
    expect(theirs).toBeUndefined();
    expect(status).toBe(1);
    expect(ours.stderr()).toMatch(/^[^\n]+\n$/);
    expect(ours.stderr().startsWith(`container-exporter: ${file}:${problem}`)).toBe(true);
    const checked = await check(file);
    expect(checked).toMatchObject({ status: 1, stdout: '' });
    expect(`container-exporter: ${checked.stderr}`).toBe(ours.stderr());
  });
});
