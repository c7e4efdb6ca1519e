import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Response } from 'express';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import type { Scraper } from '../scrape/scraper.js';
import type { ServiceDiscovery } from '../service-discovery/service-discovery.js';
import type { Selectable } from './collector-selection.js';
import { landingPage } from './landing-page.js';
import { metricsEndpoint } from './metrics-endpoint.js';
import { type PageFiles, pageHandlers } from './page.js';
import { sdHandlers } from './sd-endpoint.js';

export interface ServerOptions {
  readonly config: Pick<Config, 'web' | 'collectors'>;
  readonly scraper: Scraper;
  readonly collectors: readonly Selectable[];
  readonly version: string;
  readonly log: Logger;
  /** False once the process was told to stop. */
  readonly ready: () => boolean;
  /** The live page; undefined for the short one. */
  readonly page?: PageFiles | undefined;
  /** Undefined if it is turned off. */
  readonly discovery?: ServiceDiscovery | undefined;
}

/** The HTTP side of the exporter: scrapes, health and readiness, and a landing page. */
export function createApp({
  config,
  scraper,
  collectors,
  version,
  log,
  ready,
  page,
  discovery,
}: ServerOptions): Express {
  const { telemetryPath, maxRequests, grafanaUrl } = config.web;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // Paths are compared exactly, as in Prometheus' own servers; the query is parsed where it is used.
  app.enable('case sensitive routing');
  app.enable('strict routing');
  app.set('query parser', false);

  const pages = new Map<string, RequestHandler>();
  pages.set('/', (_request, response) => {
    const html = landingPage({
      version,
      telemetryPath,
      collectors: collectors.map(({ name }) => ({ name, enabled: config.collectors.has(name) })),
      sources: scraper.sources(),
    });
    // The page needs no scripts and no other resources.
    response.setHeader('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'");
    response.type('text/html').send(html);
  });
  if (page) {
    const facts = { version, telemetryPath, collectors: [...config.collectors], grafanaUrl };
    for (const [path, handler] of pageHandlers(page, facts)) {
      pages.set(path, handler);
    }
  }
  pages.set('/-/healthy', (_request, response) => sendLine(response, 200, 'healthy'));
  pages.set('/-/ready', (_request, response) => {
    if (ready()) sendLine(response, 200, 'ready');
    else sendLine(response, 503, 'stopping');
  });
  pages.set(telemetryPath, metricsEndpoint({ scraper, collectors, enabled: config.collectors, maxRequests, log }));
  if (discovery) {
    for (const [path, handler] of sdHandlers({ discovery, maxRequests, log })) pages.set(path, handler);
  }

  for (const [path, handler] of pages) {
    app.get(path, handler);
    app.all(path, (_request, response) => {
      response.setHeader('Allow', 'GET, HEAD');
      sendLine(response, 405, 'method not allowed');
    });
  }
  app.use((_request, response) => sendLine(response, 404, 'not found'));
  app.use(answerError(log));
  return app;
}

/** express' own error page shows a stack trace. Four arguments make this an error handler. */
function answerError(log: Logger): ErrorRequestHandler {
  return (error: { status?: unknown }, _request, response, _next) => {
    const status = typeof error.status === 'number' && error.status >= 400 && error.status < 500 ? error.status : 500;
    if (status === 500) log.error({ err: error }, 'request failed');
    if (response.headersSent) response.destroy();
    else sendLine(response, status, status === 500 ? 'internal error, see the log of the exporter' : 'bad request');
  };
}

function sendLine(response: Response, status: number, line: string): void {
  response.status(status).type('text/plain').send(`${line}\n`);
}
