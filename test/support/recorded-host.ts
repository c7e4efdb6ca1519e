import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { collectors } from '../../src/catalogue.js';
import { createEngineSources } from '../../src/discovery/engines/engine-sources.js';
import { createPodLogNames } from '../../src/discovery/files/pod-logs.js';
import { createLabelFilter, defaultContainerLabels } from '../../src/discovery/identity.js';
import { createProcNames } from '../../src/discovery/procfs/proc-names.js';
import type { RuntimeSource } from '../../src/discovery/runtime-source.js';
import type { Format } from '../../src/exposition/negotiate.js';
import type { Column } from '../../src/exposition/samples.js';
import { writeExposition } from '../../src/exposition/text-writer.js';
import { createScraper } from '../../src/scrape/scraper.js';
import { startFakeDocker } from './fake-docker/fake-docker.js';
import { recorded, recordedDaemon } from './fake-docker/recorded.js';

const fixtures = fileURLToPath(new URL('../fixtures', import.meta.url));

export const fixtureFolder = (name: string): string => join(fixtures, name);

export interface RecordedHost {
  /** Names its golden files. */
  readonly name: string;
  /** The folder in test/fixtures. */
  readonly fixture: string;
  /** Whether the runtime's API answers; undefined for a host without one. */
  readonly daemon: boolean | undefined;
  /** The folder of a host whose engine, with its containers, is on this one too. */
  readonly beside?: string;
  /** Files that this host's kernel does not have. */
  readonly lacks?: RegExp;
  /** A folder in test/fixtures with files that a newer kernel has more. */
  readonly overlay?: string;
}

export const recordedHosts: readonly RecordedHost[] = [
  { name: 'v1-cgroupfs', fixture: 'v1-cgroupfs', daemon: true },
  { name: 'v1-kubepods', fixture: 'v1-kubepods', daemon: true },
  { name: 'v1-podman', fixture: 'v1-podman', daemon: true },
  { name: 'v1-runtimes', fixture: 'v1-runtimes', daemon: undefined },
  { name: 'v2-runtimes', fixture: 'v2-runtimes', daemon: undefined },
  { name: 'v1-two-engines', fixture: 'v1-cgroupfs', beside: 'v1-podman', daemon: true },
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
  const copy = copyOf(host);
  const root = copy ?? join(fixtures, host.fixture);
  const log = pino({ level: 'silent' });
  const daemon =
    host.daemon === undefined
      ? undefined
      : await startFakeDocker({
          ...recordedDaemon(`../${host.fixture}/docker`),
          ...(host.beside !== undefined && { diskUsage: { plain: recorded('20.10-df', 'df.json') } }),
        });
  const beside =
    host.beside === undefined
      ? undefined
      : await startFakeDocker({
          ...recordedDaemon(`../${host.beside}/docker`),
          diskUsage: { plain: recorded('podman-4.3-df', 'df.json') },
        });
  try {
    if (copy && host.overlay) cpSync(join(fixtures, host.overlay), copy, { recursive: true, verbatimSymlinks: true });
    if (host.daemon === false) await daemon?.die();
    const hosts = [daemon, beside].flatMap((one) => (one ? [one.host] : []));
    const places = { ofSystem: [], users: '/no/users', ownFolder: undefined };
    const engines = createEngineSources({ hosts, places, timeoutSeconds: 5, dfTimeoutSeconds: 5, log });
    const scraper = createScraper({
      config: {
        // No root: the sizes would be those of the disk that the fixture lies on.
        path: { procfs: `${root}/proc`, sysfs: `${root}/sys`, cgroupfs: `${root}/cgroup`, rootfs: `${root}/no-root` },
        container: { labels: [], labelMaxLength: 1024, include: undefined, exclude: undefined },
        cgroupInclude: undefined,
      },
      collectors,
      // What a single engine's data takes has golden files of its own.
      runtimes: () => engines().map((one) => (beside ? one : withoutDiskUsage(one))),
      largestShown: 2,
      names: [createPodLogNames(`${root}/pod-logs`), createProcNames()],
      labels: createLabelFilter(defaultContainerLabels),
      self: async () => [],
      log,
    });
    const names = new Set(collectors.map(({ name }) => name));
    const { columns } = await scraper.scrape({ collectors: names, deadline: performance.now() + 30_000 });
    return await goldenText(columns, format);
  } finally {
    await daemon?.remove();
    await beside?.remove();
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

function withoutDiskUsage(source: RuntimeSource): RuntimeSource {
  return {
    get name() {
      return source.name;
    },
    ask: source.ask,
  };
}

/** A folder with the host's files, where it is not a fixture's as it is. */
function copyOf({ fixture, beside, lacks }: RecordedHost): string | undefined {
  if (lacks) return copyWithout(fixture, lacks);
  if (beside === undefined) return undefined;
  const copy = mkdtempSync(join(tmpdir(), 'host-'));
  const files = { recursive: true, verbatimSymlinks: true };
  // What both have is the first one's, but for what the kernel tells of the other's containers.
  cpSync(join(fixtures, beside), copy, files);
  cpSync(join(fixtures, fixture), copy, files);
  return copy;
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
