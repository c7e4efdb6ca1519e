import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { createApp } from '../http/app.js';
import type { Selectable } from '../http/collector-selection.js';
import { listenOnAll } from '../http/listen.js';
import type { WebAccess } from '../http/web-config/web-access.js';
import type { Scraper } from '../scrape/scraper.js';
import { reportStart } from './start-report.js';

/** Time for the scrapes under way once the process is told to stop, so that it is gone within 5 s. */
const graceMs = 4_000;

export interface ServeOptions {
  readonly config: Config;
  readonly scraper: Scraper;
  readonly collectors: readonly Selectable[];
  readonly version: string;
  /** Where a runtime's socket may be. */
  readonly sockets: readonly string[];
  readonly log: Logger;
  /** Aborted when the process shall stop. */
  readonly stop: AbortSignal;
}

/**
 * Serves until told to stop, and resolves once the scrapes under way are answered. Rejects with a ListenError or a
 * WebConfigError.
 */
export async function serve({ config, scraper, collectors, version, sockets, log, stop }: ServeOptions): Promise<void> {
  const app = createApp({ config, scraper, collectors, version, log, ready: () => !stop.aborted });
  const { listenAddresses, configFile, telemetryPath } = config.web;
  const access = configFile === undefined ? undefined : await openAccess(configFile, log);
  const listeners = await listenOnAll(listenAddresses, access?.guard(app) ?? app, log, access?.secure);
  const scheme = access?.scheme() ?? 'http';
  for (const address of listeners.addresses) {
    log.info({ address, scheme, path: telemetryPath, version }, 'listening');
  }
  // Beside the first scrapes, as a daemon may hang.
  void reportStart({ config, sockets, log });
  if (!stop.aborted) await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }));
  log.info('stopping');
  await listeners.close(graceMs);
}

/** Loaded where it is used, as it brings YAML with it. */
async function openAccess(file: string, log: Logger): Promise<WebAccess> {
  const { openWebAccess } = await import('../http/web-config/web-access.js');
  return openWebAccess(file, log);
}
