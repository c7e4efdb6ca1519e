import { copyFileSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { hashSync } from 'bcryptjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Authority, createAuthority } from '../support/certificates.js';
import { type ServingExporter, serveExporter } from '../support/real/exporter-process.js';
import { scrapeOf, startPrometheus } from '../support/real/prometheus.js';
import { lacking, missingCommand } from '../support/real/requirements.js';
import { until } from '../support/until.js';
import { curl } from './web-config/curl.js';
import { sClient } from './web-config/tls-client.js';

/** Changes of the web configuration while the exporter runs. */

const alice = `basic_auth_users: {alice: ${hashSync('secret', 5)}}\n`;
const bob = `basic_auth_users: {bob: ${hashSync('secret', 5)}}\n`;
const tls = (...lines: string[]) =>
  ['tls_server_config:', 'cert_file: server.pem', 'key_file: server.key', ...lines, '\n'].join('\n  ');
const onlyClients = tls('client_auth_type: RequireAndVerifyClientCert', 'client_ca_file: clients.pem');

let files: Authority;
let exporter: ServingExporter;
let address: string;

const write = (text: string) => writeFileSync(files.path('web.yml'), text);
const status = async (scheme: string, ...args: string[]) =>
  (await curl(files.directory, `${scheme}://${address}/-/healthy`, ['--cacert', 'ca.pem', ...args])).status;
const subject = async () => /subject=.*/.exec(await sClient(files.directory, address))?.[0];
const cert = (name: string) => ['--cert', `${name}.pem`, '--key', `${name}.key`];
const lines = (message: string) =>
  exporter
    .stderr()
    .split('\n')
    .filter((line) => line.includes(message));

async function start(text: string): Promise<void> {
  write(text);
  exporter = await serveExporter([
    `--web.config.file=${files.path('web.yml')}`,
    `--web.listen-address=unix:${files.path('socket')}`,
    '--docker.host=none',
    // A scrape that takes next to nothing is not late on a machine that is busy otherwise.
    '--collector.disable-defaults',
    '--collector.host-load',
    '--log.level=trace',
  ]);
  address = new URL(exporter.url).host;
}

beforeEach(() => {
  files = createAuthority();
  files.issue('server', 'DNS:localhost,IP:127.0.0.1');
  files.issue('renewed', 'DNS:localhost,IP:127.0.0.1');
  files.found('clients');
  files.issue('client', 'DNS:client.example', 'clients');
  files.found('others');
  files.issue('other', 'DNS:other.example', 'others');
});
afterEach(async () => {
  exporter.process.kill('SIGTERM');
  await exporter.exited;
  files.remove();
});

function renew(): void {
  copyFileSync(files.path('renewed.key'), files.path('server.key'));
  copyFileSync(files.path('renewed.pem'), files.path('server.pem'));
}

describe.skipIf(lacking('web configuration, changes', [missingCommand('curl', 'curl')]))(
  'while the exporter runs',
  () => {
    it('certificates, users, and TLS itself change', async () => {
      await start(tls() + alice);
      expect(await subject()).toBe('subject=CN = server');
      renew();
      expect(await subject()).toBe('subject=CN = renewed');
      expect(await status('https', '-u', 'alice:secret')).toBe('200');
      write(tls() + bob);
      expect(await status('https', '-u', 'alice:secret')).toBe('401');
      expect(await status('https', '-u', 'bob:secret')).toBe('200');
      write(bob);
      expect(await status('http', '-u', 'bob:secret')).toBe('200');
      expect(await status('https', '-u', 'bob:secret')).toBe('000');
      write(tls());
      expect(await status('https')).toBe('200');
      expect(await status('http')).toBe('000');
      expect(lines('web configuration read again')).toHaveLength(4);
    });

    it('a broken file is logged once, and what held before holds on', async () => {
      await start(tls() + alice);
      write(`${tls()}basic_auth: {}\n`);
      for (let i = 0; i < 3; i++) expect(await status('https', '-u', 'alice:secret')).toBe('200');
      expect(await status('https')).toBe('401');
      expect(lines('is broken')).toHaveLength(1);
      expect(lines('is broken')[0]).toContain(`${files.path('web.yml')}:5: basic_auth: unknown field`);
    });

    it('a connection ends with the trust in who made it', async () => {
      await start(onlyClients);
      const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: files.read('ca.pem') });
      const ask = () =>
        new Promise<string>((resolve) => {
          const options = { agent, cert: files.read('client.pem'), key: files.read('client.key') };
          request(`https://${address}/-/healthy`, options, (answer) => {
            const got = `${answer.statusCode} ${answer.socket.localPort}`;
            answer.resume().on('end', () => resolve(got));
          })
            .on('error', () => resolve('cut'))
            .end();
        });
      const first = await ask();
      expect(first).toMatch(/^200 /);
      expect(await ask()).toBe(first);
      copyFileSync(files.path('others.pem'), files.path('clients.pem'));
      expect(await ask()).toBe('cut');
      expect(await status('https', ...cert('client'))).toBe('000');
      expect(await status('https', ...cert('other'))).toBe('200');
      agent.destroy();
    });

    it('a session that was resumed is worth what its certificate is worth', async () => {
      await start(onlyClients);
      for (const version of ['-tls1_2', '-tls1_3']) {
        for (const [name, welcome] of [
          ['client', true],
          ['other', false],
        ] as const) {
          const identity = ['-cert', `${name}.pem`, '-key', `${name}.key`, version];
          const session = files.path(`session${version}${name}`);
          const made = await sClient(files.directory, address, [...identity, '-sess_out', session]);
          expect(made.includes('healthy\n'), name + version).toBe(welcome);
          const resumed = await sClient(files.directory, address, [version, '-sess_in', session]);
          expect(resumed.includes('healthy\n'), `${name}${version} resumed`).toBe(welcome);
          if (welcome) expect(resumed).toContain('Reused, ');
        }
      }
    });

    it('names in client_allowed_sans are looked for in each certificate', async () => {
      await start(onlyClients.replace('\n  \n', '\n  client_allowed_sans: [a.example, client.example]\n'));
      expect(await status('https', ...cert('client'))).toBe('200');
      write(onlyClients.replace('\n  \n', '\n  client_allowed_sans: [a.example, other.example]\n'));
      expect(await status('https', ...cert('client'))).toBe('000');
      write(onlyClients.replace('\n  \n', '\n  client_allowed_sans: []\n'));
      expect(await status('https', ...cert('client'))).toBe('000');
    });

    it('a unix socket is served alike', async () => {
      await start(tls() + alice);
      const socket = ['--unix-socket', files.path('socket')];
      expect(await status('https', ...socket)).toBe('401');
      expect(await status('https', ...socket, '-u', 'alice:secret')).toBe('200');
      expect(await status('http', ...socket, '-u', 'alice:secret')).toBe('000');
      renew();
      expect(await sClient(files.directory, files.path('socket'))).toContain('subject=CN = renewed');
    });
  },
);

describe.skipIf(lacking('web configuration, Prometheus', [missingCommand('prometheus', 'prometheus')]))(
  'Prometheus',
  () => {
    it('scrapes over TLS with a password, and loses no scrape when the certificate is renewed', async () => {
      await start(tls() + alice);
      const prometheus = await startPrometheus(
        [
          {
            ...scrapeOf('web', exporter.url),
            scheme: 'https',
            tls_config: { ca_file: files.path('ca.pem'), server_name: 'localhost' },
            basic_auth: { username: 'alice', password: 'secret' },
          },
        ],
        2,
      );
      try {
        const scrapes = async () => (await prometheus.instant('sum_over_time(up{job="web"}[10m])'))[0]?.values[0] ?? 0;
        await until('three scrapes', async () => (await scrapes()) >= 3);
        renew();
        const before = await scrapes();
        await until('three more', async () => (await scrapes()) >= before + 3);
        expect(lines('web configuration read again')).toHaveLength(1);
        const worst = await prometheus.instant('min_over_time(up{job="web"}[10m])');
        expect(worst.map(({ values }) => values)).toEqual([[1]]);
        write(tls() + bob);
        await until('it is locked out', async () => (await prometheus.instant('up{job="web"}'))[0]?.values[0] === 0);
      } finally {
        await prometheus.stop();
      }
    });
  },
);
