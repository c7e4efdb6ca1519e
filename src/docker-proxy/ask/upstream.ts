import type { IncomingMessage } from 'node:http';
import { type DockerAddress, formatDockerAddress } from '../../discovery/docker/address.js';
import { explainDockerError } from '../../discovery/docker/answer-error.js';
import { requestDaemon } from '../../discovery/docker/daemon-request.js';
import { asObject, asString } from '../../discovery/docker/json/json.js';
import { readBody } from '../../discovery/docker/json/read-body.js';
import { NoAnswer } from '../refusal.js';

const headers = { Host: 'docker', Accept: 'application/json', 'User-Agent': 'container-exporter-docker-proxy' };

const longestError = 64 * 1024;
const longestMessage = 500;

/**
 * Queries the daemon, and resolves to a response of status 200 whose body is still to be read. Always a GET without a
 * body, with only these headers: nothing of a client's request is passed on but the target, which was rebuilt.
 *
 * @throws NoAnswer with the daemon's own error, or 502 if there is no answer; or the signal's reason
 */
export async function askDaemon(address: DockerAddress, path: string, signal: AbortSignal): Promise<IncomingMessage> {
  try {
    // One connection per request: a daemon may close an idle one just as a request is sent, which would fail it.
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

/** The daemon's error message. A status that is not an error, such as a redirect, is one here. */
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

/** The parts of a response that are passed on besides its body. */
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

/**
 * The API versions that changed the answer of `GET /system/df`: BuilderSize removed and build cache with Parents,
 * VirtualSize removed, sums added. Docker 29 gives the same answer for 1.52 to 1.56; later versions are treated as one
 * more change.
 */
const changes = [142, 144, 152, 157];
/** Earlier versions have no `verbose`. */
const verboseSince = 152;

/** 1.41 as 141, so that versions compare; undefined if it is not a version. */
function read(version: string): number | undefined {
  const match = /^(\d{1,2})\.(\d{1,2})$/.exec(version);
  return match ? Number(match[1]) * 100 + Number(match[2]) : undefined;
}

/**
 * The newest version with the same disk usage answer as the client's version, so that an exporter and CLIs of different
 * ages share an answer. Undefined if the daemon does not know the client's version.
 *
 * @param asked `/v1.41`, or '' for the daemon's newest
 * @param newest the daemon's newest, such as `1.41`
 */
export function foldVersion(
  asked: string,
  newest: string,
): { readonly prefix: string; readonly hasVerbose: boolean } | undefined {
  const most = read(newest);
  const wanted = asked === '' ? most : read(asked.slice('/v'.length));
  if (most === undefined || wanted === undefined || wanted > most) return undefined;
  const next = changes.find((change) => change > wanted) ?? Number.POSITIVE_INFINITY;
  const folded = Math.min(next - 1, most);
  return { prefix: `/v${Math.floor(folded / 100)}.${folded % 100}`, hasVerbose: folded >= verboseSince };
}
