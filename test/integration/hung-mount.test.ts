import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { test as base, expect, onTestFinished } from 'vitest';
import { lacking, missingCommand, missingRoot } from '../support/real/requirements.js';

const test = base.skipIf(lacking('hung mounts', [missingRoot(), missingCommand('unshare', 'util-linux')]));

/**
 * Mounts that really hang, as many as libuv's pool has threads: FUSE filesystems whose server never answers, in a mount namespace of their own so that nobody else
 * trips over them. They are gone with the process that holds their /dev/fuse open.
 */
const script = `
set -e
exec 6<>/dev/fuse 7<>/dev/fuse 8<>/dev/fuse 9<>/dev/fuse
for fd in 6 7 8 9; do
  mount -i -t fuse server:/export$fd "$1/$fd" -o "fd=$fd,rootmode=40000,user_id=0,group_id=0"
done
exec "$2" --import tsx "$3" "$1"
`;

test('mounts that hang cost themselves only, scrape after scrape', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mounts-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const fd of [6, 7, 8, 9]) mkdirSync(join(folder, String(fd)));
  const child = fileURLToPath(new URL('hung-mount-child.ts', import.meta.url));
  const shell = spawn('unshare', ['--mount', 'sh', '-c', script, 'sh', folder, process.execPath, child], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    shell.kill('SIGKILL');
  });
  const { scrapes, zipped, address } = JSON.parse(await text(shell.stdout)) as {
    scrapes: Record<string, number>[];
    zipped: number;
    address: string;
  };

  expect(scrapes).toHaveLength(3);
  for (const scrape of scrapes) {
    const hung = Object.entries(scrape).filter(([series]) => /device_error\{device="server:/.test(series));
    expect(hung.map(([, value]) => value)).toEqual([1, 1, 1, 1]);
    const rootSize = Object.entries(scrape).find(([series]) => /size_bytes\{.*mountpoint="\/"/.test(series))?.[1];
    expect(rootSize).toBeGreaterThan(0);
  }
  expect(zipped).toBeGreaterThan(0);
  expect(address).toMatch(/^(127\.0\.0\.1|::1)$/);
});
