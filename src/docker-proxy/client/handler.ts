import { IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { finished, pipeline } from 'node:stream';
import type { Interpret } from '../allow/question.js';
import type { Answer, Ask } from '../ask/ask.js';
import { type BoundedLog, NoAnswer, Refusal } from '../refusal.js';

import { checkHeaders, type IsOwnHost } from './request-headers.js';
import { parseTarget } from './target.js';

/**
 * A client that has not read the whole answer by then loses the connection: slow readers would hold all memory for
 * answers.
 */
const readerMs = 30_000;

export interface HandlerParts {
  readonly interpret: Interpret;
  readonly ask: Ask;
  readonly isOwnHost: IsOwnHost;
  readonly log: BoundedLog;
}

/**
 * Answers one request: with the daemon's answer if it is allowed, otherwise with 400 or 403 and the end of the
 * connection.
 */
export function createHandler({ interpret, ask, isOwnHost, log }: HandlerParts): RequestListener {
  // What follows a refused request on its connection may be part of it, parsed differently.
  const refused = new WeakSet<object>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (refused.has(request.socket)) return;
    const gone = new AbortController();
    finished(response, () => gone.abort(new NoAnswer(499, 'the client has gone')));
    try {
      const question = interpret(readRequest(request, isOwnHost));
      write(response, await ask(question, gone.signal));
    } catch (error) {
      if (error instanceof Refusal) {
        refused.add(request.socket);
        response.setHeader('Connection', 'close');
      } else if (!(error instanceof NoAnswer)) {
        throw error;
      }
      // It is not an error that a container or the client has gone away meanwhile.
      if (error instanceof Refusal || error.status >= 500)
        log({ reason: error.message, ...describe(request) }, said(error));
      if (error instanceof Refusal) await dropBody(request);
      fail(response, error);
    }
  }

  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      log({ reason: String(error), ...describe(request) }, 'a request failed');
      response.destroy();
    });
  };
}

function readRequest(request: IncomingMessage, isOwnHost: IsOwnHost) {
  if (request.method !== 'GET' && request.method !== 'HEAD') throw new Refusal(403, 'the method is not allowed');
  checkHeaders(request, isOwnHost);
  return parseTarget(request.url ?? '');
}

function write(response: ServerResponse, { headers, body, done }: Answer): void {
  const { socket } = response;
  // If the client ends a connection with data in flight, there is an error.
  finished(response, () => done(!response.writableFinished && !socket?.errored));
  if (response.destroyed) return;
  if (body instanceof IncomingMessage) {
    response.writeHead(200, headers);
    // Sent before there is a body, as in a stream of events.
    response.flushHeaders();
    pipeline(body, response, () => {});
    return;
  }
  response.writeHead(200, { ...headers, 'Content-Length': body.reduce((sum, { length }) => sum + length, 0) });
  const cut = setTimeout(() => response.destroy(), readerMs);
  finished(response, () => clearTimeout(cut));
  send(response, body);
}

/** Chunk by chunk, as the client reads them: queued chunks would use memory for each client. */
function send(response: ServerResponse, body: readonly Buffer[]): void {
  let sent = 0;
  const go = () => {
    while (sent < body.length) if (!response.write(body[sent++])) return;
    response.off('drain', go).end();
  };
  response.on('drain', go);
  go();
}

/** In Docker's format. */
function fail(response: ServerResponse, error: Refusal | NoAnswer): void {
  if (response.destroyed) return;
  const body = `${JSON.stringify({ message: error.message })}\n`;
  if (error instanceof NoAnswer && error.retryAfter !== undefined) response.setHeader('Retry-After', error.retryAfter);
  response.writeHead(error.status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

function said(error: Refusal | NoAnswer): string {
  return error instanceof Refusal ? 'refused a request' : 'a request has no answer';
}

function describe({ method = '', url = '', socket }: IncomingMessage): Record<string, string> {
  return { method, target: url, from: socket.remoteAddress ?? 'unix socket' };
}

/** A Docker client's request body is a few hundred bytes, right after the head. */
const mostBytes = 64 * 1024;
const mostMs = 1000;

/**
 * Reads and discards a refused request's body, if it arrives soon and is small. If a connection ends while its client
 * is still writing, the client sees a broken pipe and never reads why it was refused.
 */
export function dropBody(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const enough = setTimeout(resolve, mostMs);
    let bytes = 0;
    request.on('data', (chunk: Uint8Array) => {
      bytes += chunk.length;
      if (bytes > mostBytes) resolve();
    });
    finished(request, () => {
      clearTimeout(enough);
      resolve();
    });
  });
}
