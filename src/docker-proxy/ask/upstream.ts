import type { IncomingMessage } from 'node:http';
import { type DockerAddress, formatDockerAddress } from '../../discovery/docker/address.js';
import { explainDockerError } from '../../discovery/docker/answer-error.js';
import { requestDaemon } from '../../discovery/docker/daemon-request.js';
import { asObject, asString } from '../../discovery/docker/json.js';
import { readBody } from '../../discovery/docker/read-body.js';
import { NoAnswer } from '../refusal.js';

const headers = { Host: 'docker', Accept: 'application/json', 'User-Agent': 'container-exporter-docker-proxy' };

const longestError = 64 * 1024;
const longestMessage = 500;

/**
 * Asks the daemon, and resolves to an answer of status 200 whose body is still to be read. Always GET, without a body, and
 * with these headers alone: nothing of a client's request is passed on but the target, which was written anew.
 *
 * @throws NoAnswer with the daemon's own error or 502 where there is no answer, or the signal's reason
 */
export async function askDaemon(address: DockerAddress, path: string, signal: AbortSignal): Promise<IncomingMessage> {
  try {
    // A connection for each: a daemon that closes an idle one just then would cost a request.
    const answer = await requestDaemon(address, { path, headers, agent: false, signal });
    if (answer.statusCode === 200) return answer;
    throw await readError(answer);
  } catch (error) {
    throw explain(address, error, signal);
  }
}

/** Why there is no answer, for the client. */
export function explain(address: DockerAddress, error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof NoAnswer) return error;
  return new NoAnswer(502, `${formatDockerAddress(address)}: ${explainDockerError(error)}`);
}

/** What the daemon says is wrong. A status that is no error, such as a redirection, is one here. */
async function readError(answer: IncomingMessage): Promise<NoAnswer> {
  const status = answer.statusCode ?? 0;
  const told = asString(asObject(parse(await readBody(answer, { longest: longestError })))?.message) ?? '';
  const message = told.replace(/[^\x20-\x7e\u00a0-\ud7ff]+/g, ' ').slice(0, longestMessage);
  return new NoAnswer(
    status >= 400 && status <= 599 ? status : 502,
    message || `the daemon answers with HTTP ${status}`,
  );
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

/** What of an answer is passed on beside its body. */
const passedHeaders = [
  'api-version',
  'ostype',
  'docker-experimental',
  'builder-version',
  'libpod-api-version',
  'swarm',
];

export function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const told = passedHeaders.map((name) => [name, headers[name]] as const);
  const plain = told.filter((entry): entry is readonly [string, string] =>
    /^[\w./ -]{1,64}$/.test(`${entry[1] ?? ''}`),
  );
  return Object.fromEntries(plain);
}
