import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import type { UsualPlaces } from '../discovery/engines/usual-sockets.js';
import { createApp } from '../http/app.js';
import type { Selectable } from '../http/collector-selection.js';
import { listenOnAll } from '../http/listen.js';
import { loadPageFiles, type PageFiles } from '../http/page.js';
import type { WebAccess } from '../http/web-config/web-access.js';
import type { Scraper } from '../scrape/scraper.js';
import { reportStart } from './start-report.js';
import { wireServiceDiscovery } from './wire-service-discovery.js';

/** Time to finish scrapes in progress once the process is told to stop, so that it is gone within 5 s. */
const graceMs = 4_000;

export interface ServeOptions {
  readonly config: Config;
  readonly scraper: Scraper;
  readonly collectors: readonly Selectable[];
  readonly version: string;
  /** Where engines' sockets may be. */
  readonly places: UsualPlaces;
  readonly log: Logger;
  /** Aborted when the process should stop. */
  readonly stop: AbortSignal;
}

/**
 * Serves until told to stop, and resolves once scrapes in progress are answered. Rejects with a ListenError or a
 * WebConfigError.
 */
export async function serve({ config, scraper, collectors, version, places, log, stop }: ServeOptions): Promise<void> {
  const page = config.web.page ? openPage(log) : undefined;
  const discovery = config.web.serviceDiscovery ? wireServiceDiscovery({ config, places, log }) : undefined;
  const ready = () => !stop.aborted;
  const app = createApp({ config, scraper, collectors, version, log, ready, page, discovery });
  const { listenAddresses, configFile, telemetryPath } = config.web;
  const access = configFile === undefined ? undefined : await openAccess(configFile, log);
  const listeners = await listenOnAll(listenAddresses, access?.guard(app) ?? app, log, access?.secure);
  const scheme = access?.scheme() ?? 'http';
  for (const address of listeners.addresses) {
    log.info({ address, scheme, path: telemetryPath, version }, 'listening');
  }
  // In parallel with the first scrapes, as a daemon may hang.
  void reportStart({ config, places, log });
  if (!stop.aborted) await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }));
  log.info('stopping');
  await listeners.close(graceMs);
}

/** The build's output: next to the built program, or in dist if it runs from source (`npm run dev`). */
function openPage(log: Logger): PageFiles | undefined {
  const folders = ['../page', '../../dist/page'].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  const built = folders.find((folder) => existsSync(join(folder, 'main.js')));
  if (built === undefined) log.warn('the page was not built, so / shows a short one: npm run build:page makes it');
  return built === undefined ? undefined : loadPageFiles(built);
}

/** Loaded only if used, as it needs the YAML library. */
async function openAccess(file: string, log: Logger): Promise<WebAccess> {
  const { openWebAccess } = await import('../http/web-config/web-access.js');
  return openWebAccess(file, log);
}
