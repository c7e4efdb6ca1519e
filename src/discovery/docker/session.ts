import type { IncomingMessage } from 'node:http';
import { addAbortSignal } from 'node:stream';
import type { DockerAddress } from './address.js';
import { DockerAnswerError } from './answer-error.js';
import { createDockerAgent, requestDaemon } from './daemon-request.js';

/** Requests that a daemon is asked to work on at once. */
export const concurrency = 8;

/** An answer that is longer is not believed: ten thousand containers make a list of a tenth of this. */
const longestAnswer = 64 * 1024 * 1024;

const headers = { Accept: 'application/json', 'User-Agent': 'container-exporter' };

/** The connections of one ask. */
export interface DockerSession {
  /**
   * GET, and the answer as JSON (undefined for one that is none, such as a ping's), with its headers.
   *
   * @throws DockerAnswerError for an answer of another status than 200
   * @throws Error as Node.js has it where there is no answer, half of one, or the time is up
   */
  get(path: string, query?: Readonly<Record<string, string>>): Promise<DockerAnswer>;
  /** Ends all connections, also those in use. */
  close(): void;
}

export interface DockerAnswer {
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/**
 * A session of GETs with the daemon.
 *
 * @throws DockerAnswerError for certificates that cannot be read
 */
export function openDockerSession(address: DockerAddress, signal: AbortSignal): DockerSession {
  const agent = createDockerAgent(address, concurrency);
  const underWay = new Set<AbortController>();
  const abort = () => {
    for (const request of underWay) request.abort(signal.reason);
  };
  signal.addEventListener('abort', abort, { once: true });

  return {
    async get(path, query) {
      signal.throwIfAborted();
      // One for each request, as what listens to a signal stays with it.
      const request = new AbortController();
      underWay.add(request);
      const target = query ? `${path}?${new URLSearchParams(query)}` : path;
      try {
        const response = await requestDaemon(address, { path: target, agent, headers, signal: request.signal });
        return await readAnswer(path, response, request.signal);
      } catch (error) {
        // Why it was ended, and not merely that it was.
        throw request.signal.aborted ? request.signal.reason : error;
      } finally {
        underWay.delete(request);
      }
    },
    close() {
      signal.removeEventListener('abort', abort);
      agent.destroy();
    },
  };
}

async function readAnswer(path: string, response: IncomingMessage, signal: AbortSignal): Promise<DockerAnswer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of addAbortSignal(signal, response)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > longestAnswer) throw new DockerAnswerError(`GET ${path}: the answer is longer than 64 MiB`);
  }
  const text = Buffer.concat(chunks).toString();
  const body = parseJson(text);
  if (response.statusCode !== 200) {
    const status = response.statusCode ?? 0;
    throw new DockerAnswerError(`GET ${path}: HTTP ${status}${errorMessage(body, text)}`, status);
  }
  return { headers: response.headers, body };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Daemons send `{"message": "..."}`, proxies a page of HTML; neither may fill the log. */
function errorMessage(body: unknown, text: string): string {
  const message = typeof body === 'object' && body !== null && 'message' in body ? String(body.message) : text;
  const line = message.replace(/\s+/g, ' ').trim().slice(0, 200);
  return line ? `: ${line}` : '';
}
