import { Agent, IncomingMessage } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { addAbortSignal } from 'node:stream';
import { inspect } from 'node:util';
import Docker from 'dockerode';
import { DockerAnswerError } from './docker-errors.js';
import type { DockerAddress } from './docker-host.js';

/** Requests that a daemon is asked to work on at once. */
export const concurrency = 8;

/** An answer that is longer is not believed: ten thousand containers make a list of a tenth of this. */
const longestAnswer = 64 * 1024 * 1024;

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

/** All statuses are welcome: what they mean is decided here. */
const everyStatus = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [100 + i, true as const]));

/**
 * Connects through dockerode, whose modem knows sockets and TLS, but reads the answers itself: the modem never calls back
 * when a connection closes in the middle of an answer, hides the headers, and passes invalid JSON on as bytes.
 */
export function openDockerSession(address: DockerAddress, signal: AbortSignal): DockerSession {
  const agent = new (usesTls(address) ? TlsAgent : Agent)({ keepAlive: true, maxSockets: concurrency });
  const options = { ...modemOptions(address), agent: Object.assign(agent, briefly) };
  const { modem } = new Docker(options);
  const underWay = new Set<AbortController>();
  const abort = () => {
    for (const request of underWay) request.abort(signal.reason);
  };
  signal.addEventListener('abort', abort, { once: true });

  function dial(path: string, query: Readonly<Record<string, string>> | undefined, own: AbortSignal) {
    return new Promise<DockerAnswer>((resolve, reject) => {
      // Whatever the modem makes of it.
      own.addEventListener('abort', () => reject(own.reason), { once: true });
      const request = { method: 'GET', isStream: true, statusCodes: everyStatus, abortSignal: own } as const;
      // The modem writes a query only to a path that ends in a question mark.
      const target = query ? { path: `${path}?`, options: { ...query } } : { path };
      modem.dial({ ...request, ...target }, (error, response) => {
        if (response instanceof IncomingMessage) readAnswer(path, response, own).then(resolve, reject);
        else reject(error);
      });
    });
  }

  return {
    async get(path, query) {
      signal.throwIfAborted();
      // One for each request, as what listens to a signal stays with it.
      const request = new AbortController();
      underWay.add(request);
      try {
        return await dial(path, query, request.signal);
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

/**
 * The modem writes out the whole of each request's options for its debug log, even while that is off: with an agent, and
 * through it every connection, that costs ten milliseconds a request. So the agent is a short text to it.
 */
const briefly = { [inspect.custom]: () => 'Agent' };

function usesTls(address: DockerAddress): boolean {
  return address.kind === 'tcp' && (address.protocol === 'https' || address.port === '2376');
}

function modemOptions(address: DockerAddress): Docker.DockerOptions {
  // The modem takes what is left out from DOCKER_HOST, whatever was asked for: an empty host keeps it to the socket.
  if (address.kind === 'unix') return { socketPath: address.path, host: '', protocol: 'http' };
  const { host, port } = address;
  return { host: `http://${host}`, port, protocol: usesTls(address) ? 'https' : 'http' };
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
