import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHostCheck } from '../../src/docker-proxy/client/request-headers.js';
import { serveDockerProxy } from '../../src/docker-proxy/serve-proxy.js';
import { createLog } from '../../src/log.js';
import { exchange, statuses, type Target } from '../support/raw-request.js';
import { type Recorder, startRecorder } from './hostile-recorder.js';

const stop = new AbortController();
const directory = mkdtempSync(join(tmpdir(), 'host-header-'));
const socket = { path: join(directory, 'proxy.sock') };
let daemon: Recorder;
let tcp: Target & { readonly port: number };
let ended: Promise<void>;

beforeAll(async () => {
  const upstream = join(directory, 'daemon.sock');
  daemon = await startRecorder(upstream);
  const output = new PassThrough();
  let said = '';
  output.on('data', (text: Buffer) => {
    said += text.toString();
  });
  ended = serveDockerProxy({
    config: {
      listenAddresses: [
        { kind: 'tcp', host: '127.0.0.1', port: 0 },
        { kind: 'unix', path: socket.path },
      ],
      listenMode: 0o600,
      listenOwner: { uid: undefined, gid: undefined },
      hostNames: ['docker-proxy', '192.0.2.7'],
      upstream: { kind: 'unix', path: upstream },
      labels: [],
      allow: [],
      log: { level: 'info', format: 'json' },
    },
    version: '1',
    log: createLog({ level: 'info', format: 'json' }, output),
    stop: stop.signal,
  });
  while (!said.includes(`unix:${socket.path}`)) await new Promise((resolve) => setTimeout(resolve, 5));
  tcp = { port: Number(/127\.0\.0\.1:(\d+)/.exec(said)?.[1]) };
});
afterAll(async () => {
  stop.abort();
  await ended;
  await daemon.close();
  rmSync(directory, { recursive: true });
});

/** The status, and whether the daemon heard anything. */
async function ask(target: Target, host: string): Promise<[number | undefined, boolean]> {
  daemon.forget();
  const [status] = statuses(await exchange(target, `GET /info HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`));
  return [status, daemon.received().length > 0];
}

// What Docker's command line sends over TCP, and what it sends (20.10, 28) to a unix socket that is forwarded to a port.
it.each([
  ...['127.0.0.1:<port>', 'localhost:<port>', 'docker', 'api.moby.localhost', 'LOCALHOST', '[::1]:<port>', '127.0.0.2'],
  ...['docker-proxy:2375', 'Docker-Proxy', '192.0.2.7'],
])('Host: %s is a name of this host', async (host) => {
  expect(await ask(tcp, host.replace('<port>', String(tcp.port)))).toEqual([200, true]);
});

// A page of a name that was made to resolve to this address (DNS rebinding) is for the browser one of its own host.
it.each([
  ...['attacker.example', 'attacker.example:<port>', '127.0.0.1.attacker.example', 'localhost.attacker.example'],
  ...['docker.attacker.example', 'docker-proxy.attacker.example', 'notlocalhost', '127.attacker.example', '192.0.2.8'],
  ...['', '127.0.0.1:99999', '[::2]', '[::1', '%31%32%37.0.0.1.attacker.example'],
])('Host: %j is not, but on the unix socket, where no browser gets', async (host) => {
  const text = host.replace('<port>', String(tcp.port));
  const [status, isHeard] = await ask(tcp, text);
  expect([400, 403]).toContain(status);
  expect(isHeard).toBe(false);
  expect(await ask(socket, text)).toEqual([200, true]);
});

it('the address that the client reached is one', () => {
  const isOwn = createHostCheck([]);
  expect(isOwn('192.0.2.7', '192.0.2.7')).toBe(true);
  expect(isOwn('fd00::1', 'fd00::1')).toBe(true);
  expect(isOwn('192.0.2.7', '192.0.2.8')).toBe(false);
});
