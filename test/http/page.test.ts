import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadPageFiles } from '../../src/http/page.js';
import { httpRequest } from '../support/http-request.js';
import { type Probe, startProbe } from './probe-server.js';

/** The server's side of the page, before files that a build might have made. */

const script = 'console.log(1);\n'.repeat(100);
let folder: string;
let probe: Probe;
const ask = (path: string, headers: Record<string, string> = {}) =>
  httpRequest({ host: '127.0.0.1', port: new URL(probe.url).port, path, headers });
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'page-'));
  for (const name of ['main.js', 'worker.js', 'page.css', 'icon.svg']) writeFileSync(join(folder, name), script);
  probe = await startProbe({ page: loadPageFiles(folder) });
});
afterEach(async () => {
  await probe.close();
  rmSync(folder, { recursive: true });
});

test('names everything relative to itself, and has no script or style within', async () => {
  const html = (await ask('/')).body.toString();
  const addresses = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
  expect(addresses).toEqual([
    expect.stringMatching(/^page\/icon\.svg\?[0-9a-f]{12}$/),
    expect.stringMatching(/^page\/page\.css\?[0-9a-f]{12}$/),
    expect.stringMatching(/^page\/main\.js\?[0-9a-f]{12}$/),
    'metrics',
  ]);
  expect(html).not.toMatch(/<style|<script(?! type="module" src=)|\son\w+=|\sstyle=/);
});

test('tells the page which collectors are on', async () => {
  const html = (await ask('/')).body.toString();
  const config = /data-config="([^"]*)"/.exec(html)?.[1]?.replaceAll('&quot;', '"');
  expect(JSON.parse(config ?? '')).toMatchObject({
    version: '1.2.3',
    metrics: 'metrics',
    collectors: ['cpu', 'memory', 'host-cpu', 'host-memory'],
  });
});

test('lets nothing but its own files run, the worker included', async () => {
  for (const path of ['/', '/page/main.js', '/page/worker.js']) {
    const policy = String((await ask(path)).headers['content-security-policy']);
    expect(policy).toMatch(/^default-src 'none';/);
    expect(policy).not.toMatch(/unsafe|\*|https?:|data:|blob:/);
  }
});

test('compresses for those who take it, and is kept by its version', async () => {
  const plain = await ask('/page/main.js', { 'accept-encoding': 'identity' });
  const zipped = await ask('/page/main.js', { 'accept-encoding': 'gzip' });
  expect(plain.body.toString()).toBe(script);
  expect(zipped.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(zipped.body).toString()).toBe(script);
  expect(zipped.headers['cache-control']).toContain('immutable');
  expect(zipped.headers['content-type']).toBe('text/javascript; charset=utf-8');
  expect((await ask('/')).headers['cache-control']).toBe('no-cache');
});

test('a page that was not built is an error that says which file is missing', () => {
  expect(() => loadPageFiles(join(folder, 'nowhere'))).toThrow(/ENOENT.*main\.js/);
});
