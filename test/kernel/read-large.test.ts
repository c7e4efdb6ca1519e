import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readKernelFile } from '../../src/kernel/read.js';

const folder = mkdtempSync(join(tmpdir(), 'read-large-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('sysctls can still be read after a file of many megabytes', () => {
  const content = Buffer.alloc(9 * 1024 * 1024, 'abc');
  writeFileSync(join(folder, 'large'), content);
  expect(content.equals(readKernelFile(join(folder, 'large')) ?? new Uint8Array())).toBe(true);

  const range = readKernelFile('/proc/sys/net/ipv4/ip_local_port_range');
  expect(Buffer.from(range ?? []).toString()).toMatch(/^\d+\t\d+\n$/);
});
