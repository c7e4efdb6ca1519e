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
 * with these headers alone: nothing of a client's request is passed on but the target, which was rewritten.
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

/**
 * The versions of the API from which on `GET /system/df` answers in another way: BuilderSize goes and build cache has
 * Parents, VirtualSize goes, sums come. Docker 29 answers 1.52 to 1.56 alike; what comes later is taken for one more way.
 */
const changes = [142, 144, 152, 157];
/** Before it there is no `verbose`. */
const verboseSince = 152;

/** 1.41 as 141, so that they compare; undefined for what is none. */
function read(version: string): number | undefined {
  const match = /^(\d{1,2})\.(\d{1,2})$/.exec(version);
  return match ? Number(match[1]) * 100 + Number(match[2]) : undefined;
}

/**
 * The newest version that answers a question for disk usage as the one that a client asks in, so that an exporter and
 * command lines of several ages share an answer. Undefined where the daemon does not know the client's version.
 *
 * @param asked `/v1.41`, or '' for the daemon's newest
 * @param newest what the daemon calls its newest, such as `1.41`
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
