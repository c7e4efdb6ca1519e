import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { createHandler } from '../../src/docker-proxy/client/handler.js';

const piece = Buffer.alloc(64 * 1024, 'x');
const path = join(mkdtempSync(join(tmpdir(), 'proxy-handler-')), 'proxy.sock');
let server: Server;

/** A client that asks for more than the kernel holds, and how the proxy takes its end. */
async function askForMuch(): Promise<{ readonly client: Socket; readonly done: Promise<boolean> }> {
  let took = (_: boolean) => {};
  const done = new Promise<boolean>((resolve) => {
    took = resolve;
  });
  const handler = createHandler({
    interpret: () => ({ kind: 'ping', path: '/_ping' }),
    ask: async () => ({ headers: {}, body: Array(500).fill(piece), done: took }),
    isOwnHost: () => true,
    log: () => {},
  });
  server = createServer(handler);
  server.listen(path);
  await once(server, 'listening');
  const client = connect(path).on('error', () => {});
  client.write('GET /_ping HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(client, 'readable');
  return { client, done };
}

afterEach(() => {
  server.closeAllConnections();
  server.close();
});
afterAll(() => rmSync(dirname(path), { recursive: true }));

it('sends an answer whole, and is done with it', async () => {
  const { client, done } = await askForMuch();
  let bytes = 0;
  client.on('data', ({ length }: Buffer) => {
    bytes += length;
  });
  expect(await done).toBe(false);
  client.end();
  await once(client, 'close');
  expect(bytes).toBeGreaterThan(500 * piece.length);
});

it('is done with an answer whose client leaves before its end', async () => {
  const { client, done } = await askForMuch();
  client.destroy();
  expect(await done).toBe(false);
});

it('says so where it cut off a client that did not take its answer', async () => {
  const { client, done } = await askForMuch();
  server.closeAllConnections();
  expect(await done).toBe(true);
  client.destroy();
});
