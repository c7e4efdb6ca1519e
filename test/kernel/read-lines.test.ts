import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KernelReadError } from '../../src/kernel/errors.js';
import { readKernelFile, readKernelLines } from '../../src/kernel/read.js';
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

/** Copied, as each piece is valid until the next. */
const linesOf = (path: string): string[] =>
  Array.from(
    (function* () {
      for (const piece of readKernelLines(path)) yield Buffer.from(piece).toString();
    })(),
  );

test('in pieces it is the same, and each piece ends with a line', () => {
  const pieces = linesOf('/proc/self/net/tcp');
  expect(pieces.length).toBeGreaterThan(1);
  for (const piece of pieces) expect(piece.endsWith('\n')).toBe(true);
  const listening = new Set(
    [...pieces.join('').matchAll(/0100007F:([0-9A-F]{4}) 00000000:0000 0A/g)].map(([, port = '']) =>
      Number.parseInt(port, 16),
    ),
  );
  for (const server of servers) expect(listening).toContain((server.address() as AddressInfo).port);
});

test.each([1, 100, 7000, 70_000])('a plain file of %i lines, cut anywhere by reads, comes in whole lines', (count) => {
  const text = Array.from({ length: count }, (_, i) => `${i} ${'x'.repeat(i % 97)}\n`).join('');
  const pieces = linesOf(join(folderOf({ file: text }), 'file'));
  expect(pieces.join('')).toBe(text);
  for (const piece of pieces) expect(piece.endsWith('\n')).toBe(true);
});

test('the last line need not end, an absent file has no pieces, and what is no line is refused', () => {
  const folder = folderOf({ open: 'a\nb', endless: 'x'.repeat(200_000) });
  expect(linesOf(join(folder, 'open')).join('')).toBe('a\nb');
  expect(linesOf(join(folder, 'absent'))).toEqual([]);
  expect(() => linesOf(join(folder, 'endless'))).toThrow(KernelReadError);
});

test('two readers at once do not disturb each other', () => {
  const folder = folderOf({ a: 'a\n'.repeat(50_000), b: 'b\n'.repeat(50_000) });
  const readers = [readKernelLines(join(folder, 'a')), readKernelLines(join(folder, 'b'))];
  const texts = ['', ''];
  for (let going = true; going; ) {
    going = false;
    for (const [i, reader] of readers.entries()) {
      const { value } = reader.next();
      const others = readers[1 - i]?.next().value;
      if (value) texts[i] += Buffer.from(value).toString();
      if (others) texts[1 - i] += Buffer.from(others).toString();
      going ||= value !== undefined || others !== undefined;
    }
  }
  expect(texts).toEqual(['a\n'.repeat(50_000), 'b\n'.repeat(50_000)]);
});
