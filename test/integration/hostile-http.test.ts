import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostileRequests } from '../http/hostile-requests.js';
import { cpuTicks, openFiles, residentMegabytes } from '../support/process-figures.js';
import { exchange, open, statuses } from '../support/raw-request.js';
import { type ServingExporter, serveExporter } from '../support/real/exporter-process.js';
import { repository, workDirectory } from '../support/real/repository.js';
import { until } from '../support/until.js';

/** What connections may cost on top of what the exporter needs for itself, in MB. */
const allowance = 100;

const host = join(repository, 'test/fixtures/v2-systemd');
let directory: string;
/** A socket's path: such connections buffer less than TCP's, so a reader who stops is felt early. */
let socket: string;
let exporter: ServingExporter;
let pid: number;
let port: number;

beforeAll(async () => {
  directory = mkdtempSync(join(workDirectory('hostile-http'), 'host-'));
  socket = join(directory, 'web.sock');
  cpSync(join(host, 'cgroup'), directory, { recursive: true });
  const container = join(
    directory,
    'system.slice/docker-2605c3ad331a171ca4d9f7fc0282730a5d9a031eb10f52670c86444df3acdc10.scope',
  );
  for (let i = 0; i < 600; i++) {
    cpSync(container, join(directory, `system.slice/docker-${i.toString(16).padStart(64, '0')}.scope`), {
      recursive: true,
    });
  }
  exporter = await serveExporter([
    '--docker.host=none',
    `--path.procfs=${join(host, 'proc')}`,
    `--path.cgroupfs=${directory}`,
    '--path.rootfs=/',
    '--log.level=info',
    `--web.listen-address=unix:${socket}`,
  ]);
  pid = exporter.pid;
  port = Number(new URL(exporter.url).port);
  // So that the memory at rest is that of a process that has worked.
  for (let i = 0; i < 5; i++) expect((await scrape()).length).toBeGreaterThan(5_000_000);
});

afterAll(async () => {
  // It lived through all of this, and ends as always.
  expect(await exporter.stop()).toBe(0);
  // Nothing that clients did is worth a line.
  expect(
    exporter
      .stderr()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).msg)
      // What it sees of the host, said at the start.
      .filter((message) => !/^(?:cgroups|processes|file systems|names): /.test(message)),
  ).toEqual(['listening', 'listening', 'stopping']);
  rmSync(directory, { recursive: true });
});

async function scrape(): Promise<string> {
  const response = await fetch(`${exporter.url}/metrics`);
  expect(response.status).toBe(200);
  return response.text();
}

/** On a connection of its own, so that it says that newcomers are served. */
async function isHealthy(): Promise<boolean> {
  return (
    statuses(await exchange({ port }, 'GET /-/healthy HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'))[0] === 200
  );
}

/** So many connections, each of which sends these bytes and then keeps silent. */
async function connectMany(count: number, bytes: string, onEach: (made: number) => Promise<void>): Promise<Socket[]> {
  const made: Socket[] = [];
  while (made.length < count) {
    const batch = await Promise.all(Array.from({ length: 100 }, () => open({ port })));
    // Reading is how they learn that they were cut, and free a descriptor here.
    for (const socket of batch) socket.resume().write(bytes);
    made.push(...batch);
    await onEach(made.length);
  }
  return made;
}

it.each(hostileRequests)('answers %s', async (_, bytes, expected) => {
  expect(statuses(await exchange({ port }, bytes))).toEqual(expected);
  expect(await isHealthy()).toBe(true);
});

describe.each([
  [10_000, 'that say nothing', ''],
  [10_000, 'that stop within a request', 'GET /metrics HTTP/1.1\r\nX-Half: '],
  [10_000, 'that are kept alive', 'GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n'],
  [
    10_000,
    'that stop within a body',
    'POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\n',
  ],
  [10_000, 'with headers up to the limit', `GET /metrics HTTP/1.1\r\nX: ${'a'.repeat(16_000)}`],
  // Fewer, as parsing them is expensive.
  [300, 'with a thousand requests each', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(1000)],
])('%d connections %s', (total, _, bytes) => {
  it('cost bounded memory and descriptors, and newcomers are served', async () => {
    const before = residentMegabytes(pid);
    const files = openFiles(pid);
    let most = 0;
    const made = await connectMany(total, bytes, async (count) => {
      if (count < total && count % 1000 !== 0) return;
      expect(await isHealthy()).toBe(true);
      most = Math.max(most, openFiles(pid));
    });
    expect(most).toBeLessThan(files + 300);
    expect(residentMegabytes(pid)).toBeLessThan(before + allowance);
    expect(await scrape()).toContain('container_memory_usage_bytes');
    for (const socket of made) socket.destroy();
  });
});

// At once with the next, as both wait half a minute.
it.concurrent('cuts those who are silent or dribble', async () => {
  const silent = await open({ port });
  const half = await open({ port });
  half.write('GET /metrics HTTP/1.1\r\n');
  const dribbling = await open({ port });
  const drip = setInterval(() => dribbling.write('X'), 1000);
  const closed = [silent, half, dribbling].map(
    (socket) => new Promise((resolve) => socket.resume().once('close', resolve)),
  );
  await Promise.all(closed);
  clearInterval(drip);
  expect(await isHealthy()).toBe(true);
});

it.concurrent('bounds what readers cost who stop within a big exposition, and takes their places back', async () => {
  const before = residentMegabytes(pid);
  const files = openFiles(pid);
  const readers: Socket[] = [];
  for (let i = 0; i < 16; i++) {
    const reader = await open({ path: socket });
    const encoding = i % 2 === 0 ? 'identity' : 'gzip';
    reader.write(`GET /metrics HTTP/1.1\r\nHost: x\r\nAccept-Encoding: ${encoding}\r\n\r\n`);
    readers.push(reader);
    // One scrape each, as those under way are shared.
    await new Promise<void>((resolve) => reader.once('readable', resolve));
  }
  const refused = await exchange({ port }, 'GET /metrics HTTP/1.0\r\n\r\n');
  expect(refused).toContain('16 scrapes are under way already');
  expect(await isHealthy()).toBe(true);
  expect(residentMegabytes(pid)).toBeLessThan(before + allowance);
  await until('the readers are cut', async () => openFiles(pid) <= files, { seconds: 60 });
  for (const reader of readers) reader.destroy();
  expect(await scrape()).toContain('container_memory_usage_bytes');
});

it('holds no place for pipelined scrapes whose client went away', async () => {
  for (let i = 0; i < 50; i++) {
    const socket = await open({ port });
    socket.end('GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(3));
    await sleep(5);
    socket.destroy();
  }
  await until('a scrape is answered', async () => (await fetch(`${exporter.url}/metrics`)).ok, { seconds: 20 });
});

it('neither spins nor falls silent where few files may be open', async () => {
  const program = join(repository, 'dist/main.js');
  const flags = ['--web.listen-address=127.0.0.1:0', '--docker.host=none'];
  const poor = spawn('prlimit', ['--nofile=128:128', process.execPath, program, ...flags]);
  const [line] = await once(poor.stderr, 'data');
  const target = { port: Number(/"127\.0\.0\.1:(\d+)"/.exec(String(line))?.[1]) };
  const many = await Promise.all(Array.from({ length: 300 }, () => open(target)));
  const healthy = await exchange(target, 'GET /-/healthy HTTP/1.0\r\n\r\n');
  const used = cpuTicks(poor.pid ?? 0);
  await sleep(2000);
  const spent = cpuTicks(poor.pid ?? 0) - used;
  poor.kill();
  for (const socket of many) socket.destroy();
  expect(statuses(healthy)).toEqual([200]);
  // Of 200.
  expect(spent).toBeLessThan(50);
});
