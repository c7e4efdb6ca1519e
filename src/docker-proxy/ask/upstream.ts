import type { IncomingMessage } from 'node:http';
import { type DockerAddress, formatDockerAddress } from '../../discovery/docker/address.js';
import { explainDockerError } from '../../discovery/docker/answer-error.js';
import { requestDaemon } from '../../discovery/docker/daemon-request.js';
import { NoAnswer } from '../refusal.js';

const headers = { Host: 'docker', Accept: 'application/json', 'User-Agent': 'container-exporter-docker-proxy' };

/**
 * Asks the daemon. Always GET, without a body, and with these headers alone: nothing of a client's request is passed on but
 * the target, which was written anew.
 *
 * @throws NoAnswer (502) where there is no answer, or the signal's reason
 */
export async function askDaemon(address: DockerAddress, path: string, signal: AbortSignal): Promise<IncomingMessage> {
  try {
    // A connection for each: a daemon that closes an idle one just then would cost a request.
    return await requestDaemon(address, { path, headers, agent: false, signal });
  } catch (error) {
    throw signal.aborted ? signal.reason : unanswered(address, error);
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

export function unanswered(address: DockerAddress, error: unknown): NoAnswer {
  return new NoAnswer(502, `${formatDockerAddress(address)}: ${explainDockerError(error)}`);
}
