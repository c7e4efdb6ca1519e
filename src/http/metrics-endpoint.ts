import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { acceptsGzip, contentTypes, negotiateFormat } from '../exposition/negotiate.js';
import { writeExposition } from '../exposition/text-writer.js';
import type { Scraper } from '../scrape/scraper.js';
import { type Selectable, selectCollectors } from './collector-selection.js';
import { shareScrapes } from './shared-scrapes.js';
import { streamExposition } from './stream-exposition.js';

/** The client is gone. */
class ClientLeft extends Error {}

interface MetricsEndpointOptions {
  readonly scraper: Pick<Scraper, 'scrape'>;
  readonly collectors: readonly Selectable[];
  readonly enabled: ReadonlySet<string>;
  /** Requests served at once; 0 for no limit. */
  readonly maxRequests: number;
  readonly log: Logger;
  /** A client that has not read the whole answer by then loses its connection: slow readers would take all slots. */
  readonly readerMs?: number;
}

/** Answers a scrape: 200 with the exposition, 400 for a wrong query, 503 if there are too many, 500 on failure. */
export function metricsEndpoint({
  scraper,
  collectors: known,
  enabled,
  maxRequests,
  log,
  readerMs = 30_000,
}: MetricsEndpointOptions): RequestHandler {
  const scrape = shareScrapes(scraper);
  let underWay = 0;

  async function answer(request: Request, response: Response, collectors: ReadonlySet<string>): Promise<void> {
    const format = negotiateFormat(request.headers.accept);
    const gzip = acceptsGzip(request.headers['accept-encoding']?.toString());
    const timeout = request.headers['x-prometheus-scrape-timeout-seconds']?.toString();
    const deadline = performance.now() + scrapeSeconds(timeout) * 1000;
    const left = new AbortController();
    response.once('close', () => left.abort(new ClientLeft('the client has left')));
    // A HEAD request only needs the headers, which do not depend on a scrape.
    const columns =
      request.method === 'HEAD' ? [] : (await scrape({ collectors, deadline, signal: left.signal })).columns;
    if (response.destroyed) return;
    response.setHeader('Content-Type', contentTypes[format]);
    if (gzip) response.setHeader('Content-Encoding', 'gzip');
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    const cut = setTimeout(() => response.destroy(), readerMs);
    await streamExposition(writeExposition(columns, format), response, gzip);
    clearTimeout(cut);
  }

  return async (request, response) => {
    response.setHeader('Vary', 'Accept, Accept-Encoding');
    const query = new URLSearchParams(request.url.split('?', 2)[1] ?? '');
    const selection = selectCollectors(query, known, enabled);
    if (!selection.ok) {
      response.status(400).type('text/plain').send(`${selection.message}\n`);
      return;
    }
    if (maxRequests > 0 && underWay >= maxRequests) {
      response.status(503).type('text/plain').send(`${maxRequests} scrapes are under way already, try again later\n`);
      return;
    }
    underWay++;
    try {
      await answer(request, response, selection.collectors);
    } catch (error) {
      if (error instanceof ClientLeft) return;
      log.error({ err: error }, 'scrape failed');
      if (response.headersSent) response.destroy();
      else response.status(500).type('text/plain').send('the scrape failed, see the log of the exporter\n');
    } finally {
      underWay--;
    }
  };
}

/** Prometheus' own default, for clients that send no timeout. */
const defaultSeconds = 10;
/** The upper limit, whatever the header says. */
const maximumSeconds = 120;

/**
 * How many seconds a scrape may take, from the `X-Prometheus-Scrape-Timeout-Seconds` header: minus a margin for writing
 * and sending the answer (a tenth, at least a quarter of a second, at most one second, and never more than half). An
 * invalid header counts as absent.
 */
export function scrapeSeconds(header: string | undefined): number {
  const asked = header !== undefined && /^\d+(\.\d+)?$/.test(header.trim()) ? Number(header) : 0;
  const timeout = asked > 0 ? Math.min(asked, maximumSeconds) : defaultSeconds;
  const margin = Math.min(Math.max(timeout / 10, 0.25), 1);
  return timeout - Math.min(margin, timeout / 2);
}
