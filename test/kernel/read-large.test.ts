import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readKernelFile } from '../../src/kernel/read.js';
import { emptyFolder } from '../support/folder.js';

test('sysctls can still be read after a file of many megabytes', () => {
  const folder = emptyFolder();
  const content = Buffer.alloc(9 * 1024 * 1024, 'abc');
  writeFileSync(join(folder, 'large'), content);
  expect(content.equals(readKernelFile(join(folder, 'large')) ?? new Uint8Array())).toBe(true);

  const range = readKernelFile('/proc/sys/net/ipv4/ip_local_port_range');
  expect(Buffer.from(range ?? []).toString()).toMatch(/^\d+\t\d+\n$/);
});
