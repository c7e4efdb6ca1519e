import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { collectors } from '../../src/catalogue.js';
import { createDockerSource } from '../../src/discovery/docker/docker-source.js';
import { createLabelFilter, defaultContainerLabels } from '../../src/discovery/identity.js';
import type { Format } from '../../src/exposition/negotiate.js';
import type { Column } from '../../src/exposition/samples.js';
import { writeExposition } from '../../src/exposition/text-writer.js';
import { createScraper } from '../../src/scrape/scraper.js';
import { startFakeDocker } from './fake-docker/fake-docker.js';
import { recordedDaemon } from './fake-docker/recorded.js';

const fixtures = fileURLToPath(new URL('../fixtures', import.meta.url));

export const fixtureFolder = (name: string): string => join(fixtures, name);

export interface RecordedHost {
  /** Names its golden files. */
  readonly name: string;
  /** The folder in test/fixtures. */
  readonly fixture: string;
  /** Whether the runtime's API answers. */
  readonly daemon: boolean;
  /** Files that this host's kernel does not have. */
  readonly lacks?: RegExp;
  /** A folder in test/fixtures with files that a newer kernel has more. */
  readonly overlay?: string;
}

export const recordedHosts: readonly RecordedHost[] = [
  { name: 'v1-cgroupfs', fixture: 'v1-cgroupfs', daemon: true },
  { name: 'v1-kubepods', fixture: 'v1-kubepods', daemon: true },
  { name: 'v1-podman', fixture: 'v1-podman', daemon: true },
  { name: 'v2-systemd', fixture: 'v2-systemd', daemon: true },
  { name: 'v2-docker-down', fixture: 'v2-systemd', daemon: false },
  { name: 'v2-without-psi', fixture: 'v2-systemd', daemon: true, lacks: /\.pressure$|\/proc\/pressure$/ },
  {
    ...{ name: 'v2-newer-kernel', fixture: 'v2-systemd', daemon: true },
    ...{ lacks: /docker-3e31.*\.pressure$/, overlay: 'v2-newer-kernel' },
  },
];

export function goldenFile(host: RecordedHost, format: Format): string {
  const extension = format === 'text' ? 'prom' : 'openmetrics';
  return fileURLToPath(new URL(`../golden/${host.name}.${extension}`, import.meta.url));
}

/** The exposition of a recorded host with all collectors on, what depends on the clock put as `<varies>`. */
export async function exposeRecordedHost(host: RecordedHost, format: Format): Promise<string> {
  const copy = host.lacks && copyWithout(host.fixture, host.lacks);
  const root = copy ?? join(fixtures, host.fixture);
  const log = pino({ level: 'silent' });
  const daemon = await startFakeDocker(recordedDaemon(`../${host.fixture}/docker`));
  try {
    if (copy && host.overlay) cpSync(join(fixtures, host.overlay), copy, { recursive: true, verbatimSymlinks: true });
    if (!host.daemon) await daemon.die();
    const docker = createDockerSource({ address: daemon.address, timeoutSeconds: 5, log });
    const scraper = createScraper({
      config: {
        // No root: the sizes would be those of the disk that the fixture lies on.
        path: { procfs: `${root}/proc`, sysfs: `${root}/sys`, cgroupfs: `${root}/cgroup`, rootfs: `${root}/no-root` },
        container: { labels: [], labelMaxLength: 1024, include: undefined, exclude: undefined },
        cgroupInclude: undefined,
      },
      collectors,
      runtimes: () => [docker],
      largestShown: 0,
      labels: createLabelFilter(defaultContainerLabels),
      self: async () => [],
      log,
    });
    const names = new Set(collectors.map(({ name }) => name));
    const { columns } = await scraper.scrape({ collectors: names, deadline: performance.now() + 30_000 });
    return await goldenText(columns, format);
  } finally {
    await daemon.remove();
    if (copy !== undefined) rmSync(copy, { recursive: true });
  }
}

const varying =
  /^(container_last_seen|container_exporter_\w+_duration_seconds|container_exporter_(?:df|inspect)_age_seconds|node_time_seconds)(\{.*\})? .*$/gm;

/** An exposition as golden files have it. */
export async function goldenText(columns: readonly Column[], format: Format): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeExposition(columns, format)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8').replace(varying, '$1$2 <varies>');
}

function copyWithout(fixture: string, lacks: RegExp): string {
  const copy = mkdtempSync(join(tmpdir(), 'host-'));
  let left = 0;
  cpSync(join(fixtures, fixture), copy, {
    recursive: true,
    verbatimSymlinks: true,
    filter(path) {
      if (!lacks.test(path)) return true;
      left += 1;
      return false;
    },
  });
  if (left === 0) throw new Error(`test/fixtures/${fixture} has no file that matches ${lacks}`);
  return copy;
}
