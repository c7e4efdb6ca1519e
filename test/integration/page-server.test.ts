import { writeFileSync } from 'node:fs';
import { hashSync } from 'bcryptjs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createAuthority } from '../support/certificates.js';
import { freePort } from '../support/free-port.js';
import { type BrowserOptions, missingChromium, openPage, type WatchedPage } from '../support/page/browser.js';
import { startFront } from '../support/page/front.js';
import { answerForMany } from '../support/page/many-containers.js';
import { answers, runExporter, serveExporter } from '../support/real/exporter-process.js';
import { lacking } from '../support/real/requirements.js';
import { until } from '../support/until.js';

/** How the page is served: what it weighs, where it works, and what happens when the exporter is away. */

const files = ['main.js', 'worker.js', 'page.css'];
const users = `basic_auth_users:\n  alice: ${hashSync('secret', 5)}\n`;

async function exporter(...args: string[]): Promise<string> {
  const running = await serveExporter(args);
  onTestFinished(async () => void (await running.stop()));
  return running.url;
}

async function open(url: string, options: BrowserOptions = {}): Promise<WatchedPage> {
  const opened = await openPage(url, options);
  onTestFinished(() => opened.close());
  return opened;
}

const hostIsShown = ({ page }: WatchedPage) => page.locator('section.host .tile').first().waitFor();

test('the scripts and the style are at most 45 KB on their way', async () => {
  const url = await exporter();
  let bytes = 0;
  for (const name of files) {
    const { headers } = await fetch(`${url}/page/${name}`, { headers: { 'Accept-Encoding': 'gzip' } });
    expect(headers.get('content-encoding')).toBe('gzip');
    bytes += Number(headers.get('content-length'));
  }
  console.log(`scripts and style: ${bytes} bytes`);
  expect(bytes).toBeLessThanOrEqual(45_000);
});

test('--web.disable-page leaves a short page without scripts', async () => {
  const url = await exporter('--web.disable-page');
  const html = await (await fetch(url)).text();
  expect(html).toContain('Collectors');
  expect(html).not.toContain('<script');
  expect((await fetch(`${url}/page/main.js`)).status).toBe(404);
});

test('nothing of it is shown without the password that the metrics need', async () => {
  const authority = createAuthority();
  onTestFinished(() => authority.remove());
  const config = authority.path('web.yml');
  writeFileSync(config, users);
  const url = await exporter(`--web.config.file=${config}`);
  const paths = ['/metrics', '/', ...files.map((name) => `/page/${name}`)];
  const statuses = async (headers: Record<string, string>) =>
    await Promise.all(paths.map(async (path) => (await fetch(url + path, { headers })).status));
  expect(new Set(await statuses({}))).toEqual(new Set([401]));
  const password = Buffer.from('alice:secret').toString('base64');
  expect(new Set(await statuses({ Authorization: `Basic ${password}` }))).toEqual(new Set([200]));
});

describe.skipIf(lacking('the page in a browser', [missingChromium()]))('in a browser the page', () => {
  test('works below the path of a reverse proxy, with another path for the metrics', async () => {
    const front = await startFront(await exporter('--web.telemetry-path=/own/metrics'), '/hosts/one/');
    onTestFinished(() => front.stop());
    const opened = await open(front.url);
    await hostIsShown(opened);
    expect(opened.asked.filter((path) => !path.startsWith('/hosts/one/'))).toEqual([]);
    expect(opened.asked.some((path) => path.startsWith('/hosts/one/own/metrics?collect[]='))).toBe(true);
    expect(opened.complaints).toEqual([]);
  });

  test('works with TLS and passwords', async () => {
    const authority = createAuthority();
    onTestFinished(() => authority.remove());
    authority.issue('server', 'IP:127.0.0.1');
    const config = authority.path('web.yml');
    writeFileSync(config, `tls_server_config:\n  cert_file: server.pem\n  key_file: server.key\n${users}`);
    const url = (await exporter(`--web.config.file=${config}`)).replace('http:', 'https:');
    const opened = await open(url, {
      ignoreHTTPSErrors: true,
      httpCredentials: { username: 'alice', password: 'secret' },
    });
    await hostIsShown(opened);
    expect(opened.complaints).toEqual([]);
  });

  test('asks for the collectors that are on, and for no others', async () => {
    const opened = await open(
      await exporter('--collector.disable-defaults', '--collector.host-memory', '--collector.cpu'),
    );
    await opened.page.locator('.tile', { hasText: 'Memory' }).waitFor();
    const polls = opened.asked.filter((path) => path.startsWith('/metrics'));
    expect(polls.slice(0, 2)).toEqual([
      '/metrics?collect[]=host-memory',
      '/metrics?collect[]=host-memory&collect[]=cpu',
    ]);
    expect(opened.complaints).toEqual([]);
  });

  test('says that it is stale while the exporter is away, and goes on when it is back', async () => {
    const port = await freePort();
    const start = async () => {
      const running = runExporter([`--web.listen-address=127.0.0.1:${port}`]);
      await until('it answers', () => answers(`http://127.0.0.1:${port}/-/ready`));
      onTestFinished(() => void running.process.kill());
      return running;
    };
    const first = await start();
    const opened = await open(`http://127.0.0.1:${port}/`);
    await hostIsShown(opened);
    first.process.kill();
    await first.exited;
    const alert = opened.page.locator('[role=alert]');
    await alert.waitFor();
    expect(await alert.textContent()).toMatch(/^Stale, as of .*The exporter does not answer\.$/);
    // What was known is still there to be read.
    await hostIsShown(opened);
    await start();
    await alert.waitFor({ state: 'detached' });
    // Chromium itself says in the console that there was no connection.
    expect(opened.complaints.filter((text) => !text.includes('ERR_CONNECTION_REFUSED'))).toEqual([]);
  });

  test('leads from a row to its series, and to its dashboard where there is a Grafana', async () => {
    const addresses = async (...flags: readonly string[]) => {
      const front = await startFront(await exporter(...flags), '/', answerForMany(3));
      onTestFinished(() => front.stop());
      const opened = await open(`${front.url}#open=demo-1`);
      const links = opened.page.locator('p.series a');
      await links.first().waitFor();
      expect(opened.complaints).toEqual([]);
      return await links.evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
    };
    const series = expect.stringMatching(/^metrics#:~:text=.*0001\.scope$/);
    expect(await addresses()).toEqual([series]);
    expect(await addresses('--web.grafana-url=https://grafana.example.org/g?var-instance=host1:10882')).toEqual([
      series,
      'https://grafana.example.org/g/d/container-exporter-container/?var-instance=host1%3A10882&var-container=demo-1',
    ]);
  });
});
