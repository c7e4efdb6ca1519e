import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { get, startProxy, stopProxy } from '../docker-proxy/proxy-process.js';
import { type ExporterProcess, runExporter } from '../support/real/exporter-process.js';
import { lacking, missingCommand } from '../support/real/requirements.js';
import { until } from '../support/until.js';

/**
 * accept() fails with EMFILE, of which Node tells nothing: libuv asks again and again, and a client waits until there is a
 * file again.
 */
test.skipIf(lacking('a process without free files', [missingCommand('prlimit', 'util-linux')])).each<{
  readonly what: string;
  readonly path: string;
  readonly start: (socket: string) => Promise<ExporterProcess>;
}>([
  { what: 'docker-proxy', path: '/anything', start: (socket) => startProxy(socket) },
  {
    what: 'the exporter',
    path: '/-/healthy',
    async start(socket) {
      const exporter = runExporter([`--web.listen-address=unix:${socket}`, '--docker.host=none']);
      await until('it listens', async () => exporter.stderr().includes('"msg":"listening"'));
      return exporter;
    },
  },
])('$what that may open no more files lives on, and serves when it may again', async ({ path, start }) => {
  const folder = mkdtempSync(join(tmpdir(), 'files-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const socket = join(folder, 'own.sock');
  const running = await start(socket);
  onTestFinished(() => void running.process.kill('SIGKILL'));
  const { pid } = running.process;
  const limitFiles = (most: number) => execFileSync('prlimit', [`--pid=${pid}`, `--nofile=${most}:`]);
  const before = (await get(socket, path)).status;
  const files = /^Max open files +(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.[1];

  limitFiles(3);
  let answered = 0;
  const waiting = Array.from({ length: 20 }, async () => {
    const { status } = await get(socket, path);
    answered += 1;
    return status;
  });
  const ended = await Promise.race([
    running.exited,
    new Promise<'runs'>((resolve) => setTimeout(resolve, 1000, 'runs')),
  ]);
  expect(ended).toBe('runs');
  expect(answered).toBe(0);

  limitFiles(Number(files));
  expect(new Set(await Promise.all(waiting))).toEqual(new Set([before]));
  expect(await stopProxy(running)).toBe(0);
});
