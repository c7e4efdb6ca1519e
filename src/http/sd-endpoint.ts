import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { acceptsGzip } from '../exposition/negotiate.js';
import { NoListError, type ServiceDiscovery } from '../service-discovery/service-discovery.js';
import type { TargetGroup } from '../service-discovery/target-group.js';
import { QueryError, readDockerSdQuery, readReachQuery } from './sd-query.js';
import { streamExposition } from './stream-exposition.js';

interface SdOptions {
  readonly discovery: ServiceDiscovery;
  /** Requests answered at once; 0 for no limit. */
  readonly maxRequests: number;
  readonly log: Logger;
  /** A client that has not read the whole answer by then loses its connection. */
  readonly readerMs?: number;
}

type Find = (query: URLSearchParams, signal: AbortSignal) => Promise<Iterable<TargetGroup>>;

/** Characters of JSON that are written at once. */
const chunkLength = 64 * 1024;

/**
 * Prometheus' HTTP SD at `/sd` and `/sd/docker`: 200 with all targets, or 503. Prometheus keeps its targets on an error
 * and deletes them on an empty list, so an empty list is only returned if there is nothing to scrape.
 */
export function sdHandlers(options: SdOptions): ReadonlyMap<string, RequestHandler> {
  const { discovery } = options;
  return new Map([
    ['/sd', sdHandler(options, (query, signal) => discovery.ready(readReachQuery(query), signal))],
    ['/sd/docker', sdHandler(options, (query, signal) => discovery.docker(readDockerSdQuery(query), signal))],
  ]);
}

function sdHandler({ maxRequests, log, readerMs = 30_000 }: SdOptions, find: Find): RequestHandler {
  let underWay = 0;
  /** So that a daemon that is down for a night is one line. */
  let complaint: string | undefined;

  async function answer(request: Request, response: Response): Promise<void> {
    const left = new AbortController();
    response.once('close', () => left.abort(new Error('the client has left')));
    const query = new URLSearchParams(request.url.split('?', 2)[1] ?? '');
    const groups = await find(query, left.signal);
    if (complaint !== undefined) log.info('service discovery answers again');
    complaint = undefined;
    if (response.destroyed) return;
    const gzip = acceptsGzip(request.headers['accept-encoding']?.toString());
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.setHeader('Vary', 'Accept-Encoding');
    if (gzip) response.setHeader('Content-Encoding', 'gzip');
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    const cut = setTimeout(() => response.destroy(), readerMs);
    await streamExposition(writeGroups(groups), response, gzip).finally(() => clearTimeout(cut));
  }

  return async (request, response) => {
    if (maxRequests > 0 && underWay >= maxRequests) {
      refuse(response, 503, `${maxRequests} requests are under way already, try again later`);
      return;
    }
    underWay++;
    try {
      await answer(request, response);
    } catch (error) {
      if (response.destroyed || response.headersSent) response.destroy();
      else if (error instanceof QueryError) refuse(response, 400, error.message);
      else if (error instanceof NoListError) {
        if (error.message !== complaint) log.warn(`service discovery: ${error.message}`);
        complaint = error.message;
        refuse(response, 503, error.message);
      } else {
        log.error({ err: error }, 'service discovery failed');
        refuse(response, 500, 'service discovery failed, see the log of the exporter');
      }
    } finally {
      underWay--;
    }
  };
}

function refuse(response: Response, status: number, line: string): void {
  response.status(status).type('text/plain').send(`${line}\n`);
}

/** JSON in large chunks: the targets of ten thousand containers are never one string. */
function* writeGroups(groups: Iterable<TargetGroup>): Generator<Uint8Array> {
  let text = '[';
  let separator = '';
  for (const group of groups) {
    text += separator + JSON.stringify(group);
    separator = ',\n';
    if (text.length < chunkLength) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(`${text}]\n`);
}
