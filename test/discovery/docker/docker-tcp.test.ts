import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import type { DockerAddress } from '../../../src/discovery/docker/address.js';
import { createDockerSource } from '../../../src/discovery/docker/docker-source.js';

const log = pino({ level: 'silent' });
const request = { inodes: new Map<string, number>(), signal: new AbortController().signal };

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

const tcp = (port: number): DockerAddress => {
  return { kind: 'tcp', protocol: 'tcp', host: '127.0.0.1', port: String(port) };
};

test('asks over TCP', async () => {
  const asked: string[] = [];
  const server = createServer((incoming, response) => {
    asked.push(incoming.url ?? '');
    response.end(incoming.url?.includes('/containers/json') ? '[]' : '{"ApiVersion":"1.44"}');
  });
  const port = await listen(server);
  const source = createDockerSource({ address: tcp(port), timeoutSeconds: 5, log });
  expect(await source.ask(request)).toMatchObject({ success: true });
  expect(asked).toContain('/v1.44/containers/json?all=1');
});

test('tells when nothing listens, and when what listens is no daemon', async () => {
  const server = createServer((incoming) => void incoming.socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
  const port = await listen(server);
  const host = `tcp://127.0.0.1:${port}`;
  const source = createDockerSource({ address: tcp(port), timeoutSeconds: 5, log });
  expect(await source.ask(request)).toMatchObject({ error: `${host}: what answers there does not speak HTTP` });
  await new Promise((resolve) => server.close(resolve));
  expect(await source.ask(request)).toMatchObject({ error: `${host}: nothing listens there` });
});
