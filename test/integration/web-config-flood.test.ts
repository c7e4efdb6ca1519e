import { writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { connect, type Socket } from 'node:net';
import { hashSync } from 'bcryptjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Authority, createAuthority } from '../support/certificates.js';
import { httpRequest } from '../support/http-request.js';
import { cpuTicks, openFiles, threads } from '../support/process-figures.js';
import { type ServingExporter, serveExporter } from '../support/real/exporter-process.js';
import { lacking, missingCommand } from '../support/real/requirements.js';
import { curl } from './web-config/curl.js';

/** What those do who know no password, or do not end a handshake. */

let files: Authority;
let exporter: ServingExporter;
let port: number;
const sockets: Socket[] = [];

const password = 'correct horse battery staple';
const hash = hashSync(password, 10);
const users = `basic_auth_users: {alice: ${hash}}\n`;
const tls = 'tls_server_config: {cert_file: server.pem, key_file: server.key}\n';

async function start(text: string): Promise<void> {
  writeFileSync(files.path('web.yml'), text);
  exporter = await serveExporter([
    `--web.config.file=${files.path('web.yml')}`,
    '--docker.host=none',
    '--collector.disable-defaults',
    '--collector.host-load',
    '--log.level=trace',
  ]);
  port = Number(new URL(exporter.url).port);
}

beforeEach(() => {
  files = createAuthority();
  files.issue('server', 'DNS:localhost,IP:127.0.0.1');
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  exporter.process.kill('SIGKILL');
  await exporter.exited;
  files.remove();
});

const agent = new Agent({ keepAlive: true });
/** From an address of its own, as all of 127.0.0.0/8 is this machine. */
async function ask(auth: string | undefined, localAddress = '127.0.0.1', path = '/-/healthy') {
  const credentials = auth === undefined ? {} : { auth };
  const { status, headers, body } = await httpRequest({
    ...{ host: '127.0.0.1', port, path, agent, localAddress },
    ...credentials,
  });
  return { status, headers, body: body.toString() };
}

describe('basic authentication', () => {
  it('covers all paths, and says nothing but that it is wanted', async () => {
    await start(users);
    for (const path of ['/', '/-/healthy', '/-/ready', '/metrics', '/no/such/path']) {
      const { status, headers, body } = await ask(undefined, undefined, path);
      expect([path, status, headers['www-authenticate'], body]).toEqual([path, 401, 'Basic', 'Unauthorized\n']);
    }
    const [wrong, unknown] = [await ask('alice:x'), await ask('bob:x')];
    expect({ ...wrong.headers, date: '' }).toEqual({ ...unknown.headers, date: '' });
    expect(wrong.body).toBe(unknown.body);
  });

  it('hashes a right password once, in a thread that goes again', async () => {
    await start(users);
    const before = threads(exporter.pid);
    expect((await ask(`alice:${password}`)).status).toBe(200);
    const hashed = cpuTicks(exporter.pid);
    for (let i = 0; i < 100; i++) expect((await ask(`alice:${password}`)).status).toBe(200);
    // A hundred hashes are 6 s of a processor.
    expect(cpuTicks(exporter.pid) - hashed).toBeLessThan(200);
    expect(threads(exporter.pid)).toBe(before);
  });

  it('stays answerable, for those who know a password and for newcomers, in a flood of wrong ones', async () => {
    await start(users);
    expect((await ask(`alice:${password}`, '127.0.0.2')).status).toBe(200);
    const statuses = new Map<number, number>();
    let over = false;
    const flood = Array.from({ length: 50 }, async (_, i) => {
      for (let n = 0; !over; n++) {
        const { status } = await ask(`alice:guess-${i}-${n}`);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        // Not faster than a processor that this test shares with the exporter.
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    });
    const times: number[] = [];
    for (let i = 0; i < 50; i++) {
      const asked = performance.now();
      expect((await ask(`alice:${password}`, '127.0.0.2')).status).toBe(200);
      times.push(performance.now() - asked);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    // Somebody from elsewhere whose password is not known yet gets a turn.
    expect((await ask('alice:typo', '127.0.0.3')).status).toBe(401);
    over = true;
    await Promise.all(flood);
    console.info(`in a flood ${[...statuses].map(([status, n]) => `${n} x ${status}`).join(', ')}; answers took`);
    console.info(
      `at most ${Math.max(...times).toFixed(0)} ms, half of them ${times.sort((a, b) => a - b)[25]?.toFixed(0)} ms`,
    );
    expect([...statuses.keys()].sort()).toEqual([401, 503]);
    expect(statuses.get(401)).toBeLessThan(statuses.get(503) ?? 0);
  });

  it('leaves no password, hash or header in the log or in an answer', async () => {
    await start(users);
    const answers = [await ask(`alice:${password}`, undefined, '/metrics'), await ask('alice:guessed-password')];
    writeFileSync(files.path('web.yml'), `${users}oops: 1\n`);
    answers.push(await ask(`alice:${password}`, undefined, '/'));
    writeFileSync(files.path('web.yml'), `basic_auth_users: {alice: ${hash}x}\n`);
    answers.push(await ask(`alice:${password}`, undefined, '/'));
    const said = exporter.stderr() + exporter.stdout() + JSON.stringify(answers);
    expect(exporter.stderr()).toContain('not a bcrypt hash');
    for (const secret of [password, 'guessed-password', hash, hash.slice(7), btoa(`alice:${password}`)]) {
      expect(said).not.toContain(secret);
    }
  });

  it('counts requests before passwords where there is a limit, on which no header is set', async () => {
    await start(
      `${users}rate_limit: {burst: 3, interval: 1h}\nhttp_server_config: {headers: {X-Frame-Options: deny}}\n`,
    );
    const asked = [await ask('alice:x'), await ask(`alice:${password}`), await ask(undefined), await ask(undefined)];
    expect(asked.map(({ status }) => status)).toEqual([401, 200, 401, 429]);
    expect(asked.map(({ headers }) => headers['x-frame-options'])).toEqual(['deny', 'deny', 'deny', undefined]);
  });
});

describe.skipIf(lacking('web configuration, handshakes', [missingCommand('curl', 'curl')]))(
  'handshakes that do not end',
  () => {
    async function hang(count: number): Promise<void> {
      for (let i = 0; i < count; i++) {
        const socket = connect(port, '127.0.0.1').on('error', () => {});
        sockets.push(socket);
        await new Promise((resolve) => socket.once('connect', resolve));
      }
    }

    it('are few at once, and keep nobody out', async () => {
      await start(tls);
      const before = openFiles(exporter.pid);
      await hang(1000);
      const { status } = await curl(files.directory, `https://127.0.0.1:${port}/-/healthy`, ['--cacert', 'ca.pem']);
      expect(status).toBe('200');
      expect(openFiles(exporter.pid) - before).toBeLessThan(80);
    });

    it('do not hold up the end', async () => {
      await start(tls);
      await hang(3);
      exporter.process.kill('SIGTERM');
      const late = setTimeout(() => exporter.process.kill('SIGKILL'), 8_000);
      expect(await exporter.exited).toBe(0);
      clearTimeout(late);
    });
  },
);
