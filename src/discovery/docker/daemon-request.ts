import { readFileSync } from 'node:fs';
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { request as requestTls, Agent as TlsAgent } from 'node:https';
import { join } from 'node:path';
import type { DockerAddress } from './address.js';
import { DockerAnswerError } from './answer-error.js';

export interface DaemonRequest {
  /** Includes the query. */
  readonly path: string;
  /** False for a connection of its own. */
  readonly agent: Agent | false;
  readonly headers: Readonly<Record<string, string>>;
  /** Ends the request, and the response body. */
  readonly signal: AbortSignal;
}

/**
 * Sends a GET; returns the response with its body still to be read, whatever the status.
 *
 * Not through a client library: we need five GETs, and dockerode brings gRPC, SSH and 60 more packages, which cost 20
 * MB of memory and a third of the startup time.
 *
 * @throws Node.js's Error if there is no answer
 */
export function requestDaemon(address: DockerAddress, asked: DaemonRequest): Promise<IncomingMessage> {
  if (address.kind === 'unix') {
    return sendGet((options, answer) => request({ ...options, socketPath: address.path }, answer), asked);
  }
  const place = { host: bare(address.host), port: address.port };
  const start = usesTls(address) ? requestTls : request;
  return sendGet((options, answer) => start({ ...options, ...place }, answer), asked);
}

type Start = (
  options: DaemonRequest & { readonly method: 'GET' },
  answer: (response: IncomingMessage) => void,
) => ClientRequest;

/** The same, over whatever `start` connects with. */
export function sendGet(start: Start, asked: DaemonRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = start({ ...asked, method: 'GET' }, resolve);
    sent.on('error', reject);
    // 101 was not requested. Node.js closes such a connection without an error.
    sent.on('close', () => reject(new Error('what answers there has no answer')));
    sent.end();
  });
}

/**
 * Keeps connections between the requests of one round.
 *
 * @throws DockerAnswerError for certificates that cannot be read
 */
export function createDockerAgent(address: DockerAddress, maxSockets: number): Agent {
  const options = { keepAlive: true, maxSockets };
  return address.kind === 'tcp' && usesTls(address)
    ? new TlsAgent({ ...options, ...readCertificates(address.certificates) })
    : new Agent(options);
}

/** Docker's TLS port means TLS, as `tcp://` alone does not say. */
function usesTls(address: DockerAddress & { readonly kind: 'tcp' }): boolean {
  return address.protocol === 'https' || address.port === '2376';
}

/** The three files that Docker's own client reads from DOCKER_CERT_PATH; without it the system's CAs are trusted. */
function readCertificates(folder: string | undefined): { ca?: Buffer; cert?: Buffer; key?: Buffer } {
  if (folder === undefined) return {};
  const read = (name: string) => {
    try {
      return readFileSync(join(folder, name));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new DockerAnswerError(`DOCKER_CERT_PATH: expected ca.pem, cert.pem and key.pem in ${folder} (${reason})`);
    }
  };
  return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
}

/** `[::1]` -> `::1`. */
function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
