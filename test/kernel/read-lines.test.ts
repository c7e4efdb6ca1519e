import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readKernelFile } from '../../src/kernel/read.js';
import { folderOf } from '../support/folder.js';

const servers: Server[] = [];

/** More sockets than the kernel shows in one read. */
beforeAll(async () => {
  for (let i = 0; i < 200; i++) {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.push(server);
  }
});
afterAll(() => {
  for (const server of servers) server.close();
});

test('a file that the kernel shows in many pieces is read to its end', () => {
  const read = Buffer.from(readKernelFile('/proc/self/net/tcp', 'lines') ?? []).toString();
  const listening = new Set(
    [...read.matchAll(/0100007F:([0-9A-F]{4}) 00000000:0000 0A/g)].map(([, port = '']) => Number.parseInt(port, 16)),
  );
  for (const server of servers) expect(listening).toContain((server.address() as AddressInfo).port);
});

test.each([0, 1, 3583, 3584, 3585, 4096, 70_000])('a plain file of %i bytes too', (length) => {
  const folder = folderOf({ file: 'x'.repeat(length) });
  expect(readKernelFile(join(folder, 'file'), 'lines')?.length).toBe(length);
});

test('a file of few lines is as a plain read shows it', () => {
  const own = '/proc/self/net/protocols';
  expect(
    Buffer.from(readKernelFile(own, 'lines') ?? [])
      .toString()
      .split('\n').length,
  ).toBe(readFileSync(own, 'utf8').split('\n').length);
});
