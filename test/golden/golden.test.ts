import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { afterEach, expect, test } from 'vitest';
import { collectors } from '../../src/catalogue.js';
import { createDockerSource } from '../../src/discovery/docker/docker-source.js';
import { createLabelFilter, defaultContainerLabels } from '../../src/discovery/label-filter.js';
import type { Format } from '../../src/exposition/negotiate.js';
import { writeExposition } from '../../src/exposition/text-writer.js';
import { createScraper } from '../../src/scrape/scraper.js';
import { startFakeDocker } from '../support/fake-docker/fake-docker.js';
import { recordedDaemon } from '../support/fake-docker/recorded.js';

/**
 * Whole expositions of recorded hosts, all collectors on. A change of one is reviewed as a diff; `npm run update` writes
 * them anew.
 */

const fixtures = fileURLToPath(new URL('../fixtures', import.meta.url));

interface RecordedHost {
  /** Names the golden files. */
  readonly name: string;
  readonly fixture: string;
  /** Whether the runtime's API answers. */
  readonly daemon: boolean;
  /** Files that this host's kernel does not have. */
  readonly lacks?: RegExp;
}

const hosts: readonly RecordedHost[] = [
  { name: 'v1-cgroupfs', fixture: 'v1-cgroupfs', daemon: true },
  { name: 'v1-kubepods', fixture: 'v1-kubepods', daemon: true },
  { name: 'v1-podman', fixture: 'v1-podman', daemon: true },
  { name: 'v2-systemd', fixture: 'v2-systemd', daemon: true },
  { name: 'v2-docker-down', fixture: 'v2-systemd', daemon: false },
  { name: 'v2-without-psi', fixture: 'v2-systemd', daemon: true, lacks: /\.pressure$|\/proc\/pressure$/ },
];

/** What depends on the clock. */
const varying =
  /^(container_last_seen|container_exporter_\w+_duration_seconds|container_exporter_inspect_age_seconds|node_time_seconds)(\{.*\})? .*$/gm;

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

const cases = hosts.flatMap((host) => (['text', 'openmetrics'] as const).map((format) => ({ host, format })));

test.each(cases)('$host.name, $format', async ({ host, format }) => {
  const exposition = await expose(host, format);
  expect(exposition).toMatch(format === 'openmetrics' ? /\n# EOF\n$/ : /\n$/);
  const golden = exposition.replace(varying, '$1$2 <varies>');
  await expect(golden).toMatchFileSnapshot(`${host.name}.${format === 'text' ? 'prom' : 'openmetrics'}`);
});

async function expose(host: RecordedHost, format: Format): Promise<string> {
  const root = host.lacks ? copyWithout(host.fixture, host.lacks) : join(fixtures, host.fixture);
  const log = pino({ level: 'silent' });
  const daemon = await startFakeDocker(recordedDaemon(`../${host.fixture}/docker`));
  cleanups.push(() => daemon.remove());
  if (!host.daemon) await daemon.die();
  const scraper = createScraper({
    config: {
      // No root: the sizes would be those of the disk that the fixture lies on.
      path: { procfs: `${root}/proc`, cgroupfs: `${root}/cgroup`, rootfs: `${root}/no-root` },
      container: { labels: [], include: undefined, exclude: undefined },
      cgroupInclude: undefined,
    },
    collectors,
    runtime: createDockerSource({ host: daemon.host, timeoutSeconds: 5, log }),
    labels: createLabelFilter(defaultContainerLabels),
    self: async () => [],
    log,
  });
  const names = new Set(collectors.map(({ name }) => name));
  const { columns } = await scraper.scrape({ collectors: names, deadline: performance.now() + 30_000 });
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeExposition(columns, format)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

function copyWithout(fixture: string, lacks: RegExp): string {
  const copy = mkdtempSync(join(tmpdir(), 'host-'));
  cleanups.push(() => rmSync(copy, { recursive: true }));
  cpSync(join(fixtures, fixture), copy, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !lacks.test(path),
  });
  expect(readdirSync(join(copy, 'proc'))).not.toEqual(readdirSync(join(fixtures, fixture, 'proc')));
  return copy;
}
