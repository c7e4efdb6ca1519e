import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { RequestHandler } from 'express';
import { acceptsGzip } from '../exposition/negotiate.js';
import { escapeHtml } from './landing-page.js';

/** A file of the page, from the build. */
interface PageFile {
  readonly type: string;
  readonly plain: Buffer;
  readonly gzip: Buffer;
  /** Changes with the content. */
  readonly version: string;
}

/** The live page: a few files, by name. */
export type PageFiles = ReadonlyMap<string, PageFile>;

const types: Readonly<Record<string, string>> = {
  'main.js': 'text/javascript; charset=utf-8',
  'worker.js': 'text/javascript; charset=utf-8',
  'page.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
};

/**
 * Reads the output of `npm run build` for src/page.
 *
 * @throws Error with ENOENT if it was not built
 */
export function loadPageFiles(folder: string): PageFiles {
  return new Map(
    Object.entries(types).map(([name, type]) => {
      const plain = readFileSync(join(folder, name));
      const version = createHash('sha256').update(plain).digest('hex').slice(0, 12);
      return [name, { type, plain, gzip: gzipSync(plain, { level: 9 }), version }];
    }),
  );
}

export interface PageFacts {
  readonly version: string;
  readonly telemetryPath: string;
  /** The enabled ones. */
  readonly collectors: readonly string[];
  /** The Grafana that has our dashboards, for links to it. */
  readonly grafanaUrl: string | undefined;
}

/** Only its own files and its exporter's responses; nothing from elsewhere, nothing inline. */
const policy = [
  ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'"],
  ...["worker-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
].join('; ');

/** The handlers for `/` and below `/page/`. */
export function pageHandlers(files: PageFiles, facts: PageFacts): ReadonlyMap<string, RequestHandler> {
  const html = pageHtml(files, facts);
  const handlers = new Map<string, RequestHandler>();
  handlers.set('/', (_request, response) => {
    response.setHeader('Content-Security-Policy', policy);
    response.setHeader('Cache-Control', 'no-cache');
    response.type('text/html').send(html);
  });
  for (const [name, file] of files) handlers.set(`/page/${name}`, fileHandler(file));
  return handlers;
}

function fileHandler({ type, plain, gzip }: PageFile): RequestHandler {
  return (request, response) => {
    // A worker uses the policy of its own response.
    response.setHeader('Content-Security-Policy', policy);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Vary', 'Accept-Encoding');
    // Its URL contains the version.
    response.setHeader('Cache-Control', 'private, max-age=31536000, immutable');
    response.setHeader('Content-Type', type);
    const isZipped = acceptsGzip(request.headers['accept-encoding']?.toString());
    if (isZipped) response.setHeader('Content-Encoding', 'gzip');
    response.send(isZipped ? gzip : plain);
  };
}

/** All addresses are relative, so that the page works below whatever path a reverse proxy gives it. */
function pageHtml(files: PageFiles, { version, telemetryPath, collectors, grafanaUrl }: PageFacts): string {
  const address = (name: string) => `page/${name}?${files.get(name)?.version}`;
  const metrics = telemetryPath.replace(/^\/+/, '');
  const config = { version, metrics, worker: address('worker.js'), collectors, grafana: grafanaUrl };
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>container-exporter</title>
<link rel="icon" href="${address('icon.svg')}">
<link rel="stylesheet" href="${address('page.css')}">
<script type="module" src="${address('main.js')}"></script>
</head>
<body data-config="${escapeHtml(JSON.stringify(config))}">
<div id="page"></div>
<noscript><p>This page needs JavaScript. Without it there are the <a href="${escapeHtml(metrics)}">metrics</a>.</p></noscript>
</body>
</html>
`;
}
