import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseFamilies } from '../support/parse-families.js';
import { runExporter, serveExporter } from '../support/real/exporter-process.js';
import { until } from '../support/until.js';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'process-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** A Docker API that takes connections and never answers. */
async function hangingDaemon() {
  const server = createServer(() => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, host: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('the process', () => {
  it.each([
    [['--web.listen-address=here'], 2, '--web.listen-address: "here" is not an address'],
    [['--container.include=('], 2, '--container.include: "("'],
    [['--nonsense'], 2, "unknown option '--nonsense'"],
    [['--path.procfs=/dev'], 1, '--path.procfs: /dev is not a procfs'],
    [['--path.cgroupfs=/etc/passwd'], 1, '--path.cgroupfs: /etc/passwd is not a directory'],
    [
      ['--web.listen-address=203.0.113.1:1'],
      1,
      '--web.listen-address: cannot listen on 203.0.113.1:1: this machine has no',
    ],
  ])('ends with one line for %j', async (args, status, line) => {
    const exporter = runExporter(args);
    expect(await exporter.exited).toBe(status);
    expect(exporter.stderr()).toMatch(/^container-exporter: [^\n]+\n$/);
    expect(exporter.stderr()).toContain(line);
    expect(exporter.stdout()).toBe('');
  });

  it('ends with one line for a variable that belongs to no flag', async () => {
    const exporter = runExporter([], { CONTAINER_EXPORTER_WEB_LISTEN_ADRESS: '127.0.0.1:0' });
    expect(await exporter.exited).toBe(2);
    expect(exporter.stderr()).toMatch(
      /^container-exporter: CONTAINER_EXPORTER_WEB_LISTEN_ADRESS: .* \(--web\.listen-address\)\?\n$/,
    );
  });

  it('says which port is in use', async () => {
    const { server, host } = await hangingDaemon();
    const address = host.slice('tcp://'.length);
    const exporter = runExporter([], { CONTAINER_EXPORTER_WEB_LISTEN_ADDRESS: address });
    expect(await exporter.exited).toBe(1);
    expect(exporter.stderr()).toMatch(new RegExp(`^[^\n]*${address}: the address is in use by another process\n$`));
    server.close();
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends with status 0 on %s and takes its socket along', async (signal) => {
    const path = join(directory, 'web.sock');
    const exporter = await serveExporter([`--web.listen-address=unix:${path}`, '--docker.host=none']);
    expect(existsSync(path)).toBe(true);
    // A kept-alive connection, as a scraper has.
    expect((await fetch(`${exporter.url}/-/ready`)).status).toBe(200);
    exporter.process.kill(signal);
    expect(await exporter.exited).toBe(0);
    expect(existsSync(path)).toBe(false);
  });

  it('finishes the scrape under way before it ends', async () => {
    const { server, host } = await hangingDaemon();
    const exporter = await serveExporter([`--docker.host=${host}`, '--docker.timeout=1s']);
    const asked = once(server, 'connection');
    const answer = fetch(`${exporter.url}/metrics`);
    await asked;
    exporter.process.kill('SIGTERM');
    const response = await answer;
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('container_exporter_discovery_success{source="docker"} 0\n');
    expect(await exporter.exited).toBe(0);
    server.close();
  });

  it('does not wait for a scrape that takes too long', async () => {
    const { server, host } = await hangingDaemon();
    const exporter = await serveExporter([`--docker.host=${host}`, '--docker.timeout=60s']);
    const asked = once(server, 'connection');
    const headers = { 'X-Prometheus-Scrape-Timeout-Seconds': '60' };
    const answer = fetch(`${exporter.url}/metrics`, { headers }).catch((error: unknown) => error);
    await asked;
    const stopped = performance.now();
    exporter.process.kill('SIGTERM');
    expect(await exporter.exited).toBe(0);
    // What a supervisor is promised, not a measurement.
    expect(performance.now() - stopped).toBeLessThan(5000);
    await answer;
    server.close();
  });

  it('says at its start what it sees, and that a daemon is dead, without a scrape', async () => {
    const exporter = await serveExporter(['--docker.host=tcp://127.0.0.1:1']);
    const line = await until('the report is whole', () =>
      exporter
        .stderr()
        .split('\n')
        .find((text) => text.includes('"msg":"names: ')),
    );
    expect(JSON.parse(line)).toMatchObject({
      level: 'warn',
      msg: 'names: no API at tcp://127.0.0.1:1: nothing listens there',
      remedy: expect.stringContaining('--docker.host'),
    });
    expect(exporter.stderr()).toMatch(/"msg":"cgroups: version [12], /);
    expect(exporter.stderr()).toMatch(/"msg":"processes: /);
    exporter.process.kill('SIGTERM');
    expect(await exporter.exited).toBe(0);
  });

  it('prints one exposition', async () => {
    const text = runExporter(['scrape', '--docker.host=none']);
    expect(await text.exited).toBe(0);
    expect(parseFamilies(text.stdout(), 'text').map(({ name }) => name)).toContain('container_exporter_build_info');
    const openmetrics = runExporter(['scrape', '--format=openmetrics', '--docker.host=none']);
    expect(await openmetrics.exited).toBe(0);
    expect(parseFamilies(openmetrics.stdout(), 'openmetrics').length).toBeGreaterThan(10);
  });

  it('takes a reader of its output that goes away calmly', () => {
    const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
    const { stderr } = spawnSync('sh', ['-c', `"${process.execPath}" "${program}" scrape --docker.host=none | true`]);
    expect(stderr.toString()).toBe('');
  });
});
