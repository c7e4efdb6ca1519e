import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { test as base, expect, onTestFinished } from 'vitest';
import { lacking, missingCommand, missingRoot } from '../support/real/requirements.js';
import { until } from '../support/until.js';

const test = base.skipIf(lacking('hung mounts', [missingRoot(), missingCommand('unshare', 'util-linux')]));

/**
 * Mounts that really hang, as many as libuv's pool has threads: FUSE filesystems whose server never answers, in a mount namespace of their own so that nobody else
 * trips over them. They are gone with the processes that hold their /dev/fuse open.
 */
const script = `
set -e
exec 6<>/dev/fuse 7<>/dev/fuse 8<>/dev/fuse 9<>/dev/fuse
for fd in 6 7 8 9; do
  mount -i -t fuse server:/export$fd "$1/$fd" -o "fd=$fd,rootmode=40000,user_id=0,group_id=0"
done
shift
exec "$@"
`;

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** A folder with the mount points. */
function mountPoints(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mounts-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const fd of [6, 7, 8, 9]) mkdirSync(join(folder, String(fd)));
  return folder;
}

function runBesideHungMounts(folder: string, args: readonly string[], ...namespaces: readonly string[]): ChildProcess {
  const shell = spawn(
    'unshare',
    ['--mount', ...namespaces, 'sh', '-c', script, 'sh', folder, process.execPath, ...args],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  shell.stderr?.setEncoding('utf8');
  onTestFinished(() => {
    shell.kill('SIGKILL');
  });
  return shell;
}

/** Flags for an exporter of filesystems alone, whose procfs has such mounts as `mountinfo` says: a text, or the file itself. */
function exporterFlags(folder: string, mountinfo?: string): string[] {
  const procfs = join(folder, 'proc');
  mkdirSync(join(procfs, '1'), { recursive: true });
  symlinkSync('/proc/stat', join(procfs, 'stat'));
  if (mountinfo === undefined) symlinkSync('/proc/self/mountinfo', join(procfs, '1/mountinfo'));
  else writeFileSync(join(procfs, '1/mountinfo'), mountinfo);
  return [
    `--path.procfs=${procfs}`,
    '--docker.host=none',
    '--collector.disable-defaults',
    '--collector.host-filesystem',
  ];
}

/** Resolves to the URL of an exporter once it listens. */
async function urlOf(exporter: ChildProcess): Promise<string> {
  let written = '';
  exporter.stderr?.on('data', (chunk: string) => {
    written += chunk;
  });
  await until('it listens', async () => written.includes('"msg":"listening"'));
  return `http://${/"address":"([^"]+)"/.exec(written)?.[1]}`;
}

const childrenOf = (pid: number | undefined): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);

/** A process that has ended and waits for its parent to look has no command line. */
function isAlive(pid: number | undefined): boolean {
  const file = `/proc/${pid}/cmdline`;
  return existsSync(file) && readFileSync(file, 'utf8') !== '';
}

test('mounts that hang cost themselves only, scrape after scrape', async () => {
  const folder = mountPoints();
  const child = fileURLToPath(new URL('hung-mount-child.ts', import.meta.url));
  const shell = runBesideHungMounts(folder, ['--import', 'tsx', child, folder]);
  const { scrapes, zipped, address } = JSON.parse(await text(shell.stdout as NodeJS.ReadableStream)) as {
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

/** What README promises. */
const promised = { timeout: 5000 };

test.each([
  ['a process among others', []],
  ['PID 1, as in a container, which cannot kill itself', ['--pid', '--fork', '--kill-child', '--mount-proc']],
])('SIGTERM ends %s while mounts hang', async (_, namespaces) => {
  const folder = mountPoints();
  const flags = exporterFlags(folder);
  const shell = runBesideHungMounts(folder, [program, ...flags, '--web.listen-address=127.0.0.1:0'], ...namespaces);
  const url = await urlOf(shell);
  const pid = namespaces.length === 0 ? shell.pid : childrenOf(shell.pid)[0];
  const scrape = async () => {
    const answer = await (await fetch(`${url}/metrics`)).text();
    expect(answer.match(/^node_filesystem_device_error\{device="server:.*\} 1$/gm)).toHaveLength(4);
    return childrenOf(pid)[0];
  };
  const first = await scrape();
  expect(await scrape()).toBe(first);
  // One that is killed is restarted.
  process.kill(first ?? 0, 'SIGKILL');
  await until('its end is known', async () => !childrenOf(pid).includes(first ?? 0));
  const asking = await scrape();
  expect(isAlive(asking)).toBe(true);
  process.kill(pid ?? 0, 'SIGTERM');
  const [status] = (await once(shell, 'close', { signal: AbortSignal.timeout(promised.timeout) })) as [number | null];
  expect(status).toBe(0);
  await until('the process that asks is gone', async () => !isAlive(asking));
});

test('an exposition by hand ends well while mounts hang', async () => {
  const folder = mountPoints();
  const shell = runBesideHungMounts(folder, [program, 'scrape', ...exporterFlags(folder)]);
  const ended = once(shell, 'exit');
  const scrape = await text(shell.stdout as NodeJS.ReadableStream);
  expect(scrape.match(/^node_filesystem_device_error\{device="server:.*\} 1$/gm)).toHaveLength(4);
  expect(scrape).toMatch(/^node_filesystem_size_bytes\{.*mountpoint="\/"\} \d/m);
  expect(await ended).toEqual([0, null]);
});

test('the doctor ends with 3 and says so while a disk of its own hangs', async () => {
  const folder = mountPoints();
  const flags = exporterFlags(folder, `36 1 8:1 / ${folder}/6 rw - ext4 /dev/sda1 rw\n`);
  const shell = runBesideHungMounts(folder, [program, 'doctor', '--interval=1s', '--fail-on=critical', ...flags]);
  const ended = once(shell, 'exit', { signal: AbortSignal.timeout(15_000) });
  const said = await text(shell.stdout as NodeJS.ReadableStream);
  expect(said).toMatch(/^NOT CHECKED {2}1 filesystem did not answer how full it is\n/m);
  expect(said).toMatch(/^ +Not checked {2}\/.*\/6$/m);
  expect(await ended).toEqual([3, null]);
});

test('SIGTERM ends the process also while a disk of its own hangs', async () => {
  const folder = mountPoints();
  const flags = exporterFlags(folder, `36 1 8:1 / ${folder}/6 rw - ext4 /dev/sda1 rw\n`);
  const shell = runBesideHungMounts(folder, [program, ...flags, '--web.listen-address=127.0.0.1:0']);
  const url = await urlOf(shell);
  expect(await (await fetch(`${url}/metrics`)).text()).toMatch(
    /^node_filesystem_device_error\{.*fstype="ext4".*\} 1$/m,
  );
  shell.kill('SIGTERM');
  const ended = await once(shell, 'close', { signal: AbortSignal.timeout(promised.timeout) });
  expect(ended).toEqual([null, 'SIGTERM']);
});
