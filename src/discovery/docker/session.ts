import type { Agent, IncomingMessage } from 'node:http';
import { addAbortSignal } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { DockerAddress } from './address.js';
import { DockerAnswerError } from './answer-error.js';
import { createDockerAgent, requestDaemon } from './daemon-request.js';
import { asObject } from './json/json.js';
import { JsonFormError } from './json/json-elements.js';
import { BodyTooLongError, readBody } from './json/read-body.js';

/**
 * How many requests a daemon gets at once. Only this many chunks and JSON parts of their answers are in memory, however
 * long the answers are.
 */
export const concurrency = 8;

const MiB = 1024 * 1024;

/** The most bytes read of an answer. */
const longestAnswer = 2 * MiB;
const longestError = 64 * 1024;

const headers = { Accept: 'application/json', 'User-Agent': 'container-exporter' };

/** The connections of one round. */
export interface DockerSession {
  /**
   * Sends a GET, and returns what `read` makes of the answer.
   *
   * @throws DockerAnswerError for a status other than 200, another form, or more than `longest` bytes
   * @throws Node.js's Error if there is no answer, half of one, or the time is up
   */
  get<T>(path: string, read: ReadAnswer<T>, longest?: number): Promise<T>;
  /**
   * When the daemon last answered, in milliseconds of performance.now(); before its first answer, when the session was
   * opened.
   */
  readonly heardAt: number;
  /** Ends all connections, also those in use. */
  close(): void;
}

export interface DockerAnswer {
  readonly headers: IncomingMessage['headers'];
  readonly chunks: AsyncIterable<Uint8Array>;
}

export type ReadAnswer<T> = (answer: DockerAnswer) => Promise<T>;

/**
 * Opens a session of GETs with the daemon.
 *
 * @throws DockerAnswerError for certificates that cannot be read
 */
export function openDockerSession(address: DockerAddress, signal: AbortSignal): DockerSession {
  const agent = createDockerAgent(address, concurrency);
  return openSession(agent, (path, end) => requestDaemon(address, { path, agent, headers, signal: end }), signal);
}

/** Sends a GET over the session's agent; the signal ends it. */
type Send = (path: string, signal: AbortSignal) => Promise<IncomingMessage>;

/** A session over that agent, with anything that answers like a daemon. */
export function openSession(agent: Agent, send: Send, signal: AbortSignal): DockerSession {
  const underWay = new Set<AbortController>();
  let heardAt = performance.now();
  const abort = () => {
    for (const request of underWay) request.abort(signal.reason);
  };
  signal.addEventListener('abort', abort, { once: true });

  return {
    async get(path, read, longest = longestAnswer) {
      signal.throwIfAborted();
      // One per request, as listeners stay with their signal.
      const request = new AbortController();
      underWay.add(request);
      try {
        const response = await send(path, request.signal);
        const chunks = addAbortSignal(request.signal, response);
        if (response.statusCode !== 200) throw await refusal(response.statusCode ?? 0, chunks);
        const told = await read({ headers: response.headers, chunks: upTo(longest, chunks) });
        heardAt = performance.now();
        return told;
      } catch (error) {
        // The reason why it was ended, not just the fact.
        if (request.signal.aborted) throw request.signal.reason;
        heardAt = performance.now();
        throw withPath(path, error);
      } finally {
        underWay.delete(request);
      }
    },
    get heardAt() {
      return heardAt;
    },
    close() {
      signal.removeEventListener('abort', abort);
      agent.destroy();
    },
  };
}

async function* upTo(longest: number, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > longest) throw new BodyTooLongError(`the answer is longer than ${longest / MiB} MiB`);
    yield chunk;
    countRead(chunk.length);
  }
}

/** Daemons send `{"message": "..."}`, proxies an HTML page; neither may fill the log. */
async function refusal(status: number, chunks: AsyncIterable<Uint8Array>): Promise<DockerAnswerError> {
  const text = await readBody(chunks, { longest: longestError }).then(String, (error: unknown) => {
    if (error instanceof BodyTooLongError) return '';
    throw error;
  });
  const message = asObject(parseJson(text))?.message;
  const line = String(message ?? text)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200);
  return new DockerAnswerError(`HTTP ${status}${line ? `: ${line}` : ''}`, status);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function withPath(path: string, error: unknown): unknown {
  if (error instanceof DockerAnswerError) return new DockerAnswerError(`GET ${path}: ${error.message}`, error.status);
  const isForm = error instanceof JsonFormError || error instanceof BodyTooLongError;
  return isForm ? new DockerAnswerError(`GET ${path}: ${error.message}`) : error;
}

/** Bytes of answers after which the memory of those already read is freed. */
const collectEvery = 4 * 1024 * 1024;

let collect: ((options: { readonly type: 'minor' }) => void) | undefined;
let read = 0;

/**
 * Counts bytes of answers that were read, and has V8 free them now and then. Each chunk is a new 64 KB buffer outside
 * V8's heap: tiny objects for V8, which lets 64 MB of them accumulate before it collects. A minor collection, which
 * takes a millisecond or two, frees the ones no longer used. Small answers never get there.
 */
function countRead(bytes: number): void {
  read += bytes;
  if (read < collectEvery) return;
  read = 0;
  collect ??= findCollector();
  collect({ type: 'minor' });
}

/** Node.js has it behind a V8 flag, which can be set at any time. */
function findCollector(): (options: { readonly type: 'minor' }) => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
}
