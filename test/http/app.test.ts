import { connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { gate } from '../support/gate.js';
import { httpRequest } from '../support/http-request.js';
import { until } from '../support/until.js';
import { type Probe, startProbe } from './probe-server.js';

const text = 'text/plain; version=0.0.4; charset=utf-8';
const openmetrics = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

let probe: Probe;
afterEach(() => probe.close());

const ask = (path: string, options: { method?: string; headers?: Record<string, string> } = {}) =>
  httpRequest({ host: '127.0.0.1', port: new URL(probe.url).port, path, ...options });

const scrapesBegun = (count: number) =>
  until(`${count} scrapes have begun`, () => probe.scraper.requests.length === count);

describe('the telemetry path', () => {
  it('answers with the text format', async () => {
    probe = await startProbe();
    const answer = await ask('/metrics');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe(text);
    expect(answer.headers.vary).toBe('Accept, Accept-Encoding');
    expect(answer.headers['x-powered-by']).toBeUndefined();
    expect(answer.body.toString()).toBe('# HELP test_value A test.\n# TYPE test_value gauge\ntest_value{i="0"} 1\n');
  });

  it('answers with OpenMetrics, compressed, where both are asked for', async () => {
    probe = await startProbe();
    const headers = { Accept: 'application/openmetrics-text;version=1.0.0,*/*;q=0.1', 'Accept-Encoding': 'gzip' };
    const answer = await ask('/metrics', { headers });
    expect(answer.headers['content-type']).toBe(openmetrics);
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(answer.body).toString()).toBe(
      '# TYPE test_value gauge\n# HELP test_value A test.\ntest_value{i="0"} 1\n# EOF\n',
    );
  });

  it.each(['identity', 'gzip'])('streams a large exposition whole (%s)', async (encoding) => {
    probe = await startProbe();
    probe.scraper.size = 60_000;
    const { body } = await ask('/metrics', { headers: { 'Accept-Encoding': encoding } });
    const lines = (encoding === 'gzip' ? gunzipSync(body) : body).toString().trimEnd().split('\n').slice(2);
    expect(lines).toEqual(Array.from({ length: 60_000 }, (_, i) => `test_value{i="${i}"} 1`));
  });

  it('answers HEAD without a scrape', async () => {
    probe = await startProbe();
    const answer = await ask('/metrics', { method: 'HEAD', headers: { Accept: 'application/openmetrics-text' } });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe(openmetrics);
    expect(answer.body.length).toBe(0);
    expect(probe.scraper.requests).toHaveLength(0);
  });

  it('passes the collectors that are asked for on', async () => {
    probe = await startProbe();
    await ask('/metrics');
    await ask('/metrics?collect[]=cpu&collect%5B%5D=host');
    await ask('/metrics?exclude[]=host&unrelated=1');
    expect(probe.scraper.requests.map(({ collectors }) => [...collectors])).toEqual([
      ['cpu', 'memory', 'host-cpu', 'host-memory'],
      ['cpu', 'host-cpu', 'host-memory'],
      ['cpu', 'memory'],
    ]);
  });

  it.each([
    ['collect[]=cpu&exclude[]=memory', 'collect[] and exclude[] cannot be used together\n'],
    ['collect[]=cup', 'unknown collector "cup"\n'],
    ['collect[]=', 'unknown collector ""\n'],
    ['exclude[]=cup', 'unknown collector "cup"\n'],
    ['collect[]=sockets', 'collector "sockets" is not enabled\n'],
  ])('refuses %s', async (query, line) => {
    probe = await startProbe();
    const answer = await ask(`/metrics?${query}`);
    expect([answer.status, answer.body.toString()]).toEqual([400, line]);
    expect(probe.scraper.requests).toHaveLength(0);
  });

  it("bounds the scrape by Prometheus' timeout", async () => {
    probe = await startProbe();
    const before = performance.now();
    await ask('/metrics', { headers: { 'X-Prometheus-Scrape-Timeout-Seconds': '60' } });
    const deadline = probe.scraper.requests[0]?.deadline ?? 0;
    expect(deadline).toBeGreaterThan(before + 58_000);
    expect(deadline).toBeLessThan(performance.now() + 60_000);
  });

  it('lets a second request join the scrape under way, each in its own format', async () => {
    probe = await startProbe();
    const slow = gate();
    probe.scraper.work = () => slow.passed;
    const first = ask('/metrics');
    await scrapesBegun(1);
    const second = ask('/metrics', { headers: { Accept: 'application/openmetrics-text' } });
    const other = ask('/metrics?collect[]=cpu');
    await scrapesBegun(2);
    slow.open();
    expect((await first).body.toString()).toContain('test_value{i="0"} 1\n');
    expect((await second).body.toString()).toContain('test_value{i="0"} 1\n# EOF\n');
    expect((await other).body.toString()).toContain('test_value{i="0"} 2\n');
    expect((await ask('/metrics')).body.toString()).toContain('test_value{i="0"} 3\n');
  });

  it('does not let a request join a scrape that ends after its own deadline', async () => {
    probe = await startProbe();
    const slow = gate();
    probe.scraper.work = () => slow.passed;
    const first = ask('/metrics', { headers: { 'X-Prometheus-Scrape-Timeout-Seconds': '60' } });
    await scrapesBegun(1);
    const second = ask('/metrics', { headers: { 'X-Prometheus-Scrape-Timeout-Seconds': '5' } });
    await scrapesBegun(2);
    slow.open();
    expect((await first).status).toBe(200);
    expect((await second).status).toBe(200);
  });

  it('refuses more requests than it may serve at once, and health checks go on', async () => {
    probe = await startProbe({ maxRequests: 2 });
    const slow = gate();
    probe.scraper.work = () => slow.passed;
    const served = [ask('/metrics'), ask('/metrics?collect[]=cpu')];
    await scrapesBegun(2);
    const refused = await ask('/metrics');
    expect([refused.status, refused.body.toString()]).toEqual([
      503,
      '2 scrapes are under way already, try again later\n',
    ]);
    expect((await ask('/-/healthy')).status).toBe(200);
    slow.open();
    expect((await Promise.all(served)).map(({ status }) => status)).toEqual([200, 200]);
    expect((await ask('/metrics')).status).toBe(200);
  });

  it('answers 500 when a scrape fails, logs why, and goes on', async () => {
    probe = await startProbe();
    probe.scraper.work = () => Promise.reject(new Error('no more file descriptors'));
    const answer = await ask('/metrics');
    expect([answer.status, answer.body.toString()]).toEqual([500, 'the scrape failed, see the log of the exporter\n']);
    expect(probe.logged.join('')).toContain('no more file descriptors');
    probe.scraper.work = async () => {};
    expect((await ask('/metrics')).status).toBe(200);
  });

  it('gives up a scrape whose client has left, and its place', async () => {
    probe = await startProbe({ maxRequests: 1 });
    probe.scraper.work = () => new Promise(() => {});
    const socket = connect(Number(new URL(probe.url).port), '127.0.0.1');
    socket.write('GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n');
    await scrapesBegun(1);
    socket.destroy();
    await until('it is given up', () => probe.scraper.requests[0]?.signal?.aborted);
    probe.scraper.work = async () => {};
    let answer = await ask('/metrics');
    while (answer.status === 503) answer = await ask('/metrics');
    expect(answer.status).toBe(200);
    expect(probe.logged).toEqual([]);
  });

  it.each(['identity', 'gzip'])('gives the place of a client that went away to the next (%s)', async (encoding) => {
    probe = await startProbe({ maxRequests: 1 });
    probe.scraper.size = 400_000;
    const socket = connect(Number(new URL(probe.url).port), '127.0.0.1');
    socket.write(`GET /metrics HTTP/1.1\r\nHost: x\r\nAccept-Encoding: ${encoding}\r\n\r\n`);
    // It reads the beginning, so that the exporter is in the middle of writing, and hangs up.
    await new Promise((resolve) => socket.once('data', resolve));
    socket.destroy();
    probe.scraper.size = 1;
    let answer = await ask('/metrics');
    while (answer.status === 503) answer = await ask('/metrics');
    expect(answer.status).toBe(200);
    expect(probe.logged).toEqual([]);
  });
});

describe('the other paths', () => {
  it('tell health and readiness', async () => {
    let ready = true;
    probe = await startProbe({ ready: () => ready });
    expect((await ask('/-/healthy')).body.toString()).toBe('healthy\n');
    expect((await ask('/-/ready')).status).toBe(200);
    ready = false;
    expect((await ask('/-/healthy')).status).toBe(200);
    expect((await ask('/-/ready')).status).toBe(503);
  });

  it('show a landing page that is escaped and needs nothing from elsewhere', async () => {
    probe = await startProbe();
    const { headers, body } = await ask('/');
    const html = body.toString();
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(html).toContain('1.2.3');
    expect(html).toContain('href="/metrics"');
    expect(html).toContain('connect ENOENT &lt;socket&gt; &amp; &quot;more&quot;');
    expect(html).toContain('<li>host-cpu</li>');
    expect(html).not.toMatch(/https?:|<script|<img|<link/);
  });

  it.each(['/nothing', '/metrics/', '/METRICS', '/-/'])('are not found: %s', async (path) => {
    probe = await startProbe();
    const answer = await ask(path);
    expect([answer.status, answer.body.toString()]).toEqual([404, 'not found\n']);
  });

  it.each([
    ['POST', '/metrics'],
    ['DELETE', '/'],
    ['OPTIONS', '/metrics'],
    ['PUT', '/-/healthy'],
  ])('take GET and HEAD only: %s %s', async (method, path) => {
    probe = await startProbe();
    const answer = await ask(path, { method });
    expect([answer.status, answer.headers.allow, answer.body.toString()]).toEqual([
      405,
      'GET, HEAD',
      'method not allowed\n',
    ]);
  });

  it('answer a malformed address shortly', async () => {
    probe = await startProbe();
    const answer = await ask('/%E0%A4%A');
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.body.toString()).not.toContain('at ');
  });
});
