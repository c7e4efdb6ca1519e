import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { DockerAnswerError, explainDockerError } from '../docker/answer-error.js';
import { sendGet } from '../docker/daemon-request.js';
import { openSession } from '../docker/session.js';
import type { KubeletAccess, KubeletAddress } from './kubelet-address.js';
import { type PodListing, readPodListing } from './pod-list.js';

/** The token or a certificate could not be used: one line that names the flag. */
export class KubeletAccessError extends Error {
  override readonly name = 'KubeletAccessError';
}

export const podsPath = '/pods';

/** The most bytes read of an answer: a pod is about 10 KB, and a node has a few hundred at most. */
const longestAnswer = 64 * 1024 * 1024;

/**
 * Requests a kubelet's pods. The files are read each time, as tokens live for an hour and CAs are renewed.
 *
 * @throws KubeletAccessError for a file that cannot be read or has no token
 * @throws DockerAnswerError, JsonFormError if the answer is not a PodList
 * @throws Node.js's Error if there is no answer
 */
export async function askPods(
  { host, port }: KubeletAddress,
  { tokenFile, caFile }: KubeletAccess,
  signal: AbortSignal,
): Promise<PodListing> {
  const token = readToken(tokenFile);
  const trust = caFile === undefined ? { rejectUnauthorized: false } : { ca: read(caFile, '--kubelet.ca-file') };
  const agent = new Agent({ maxSockets: 1, ...trust });
  const headers = {
    Accept: 'application/json',
    Authorization: `Bearer ${token}`,
    'User-Agent': 'container-exporter',
  };
  const send = (path: string, end: AbortSignal) =>
    sendGet((options, answer) => request({ ...options, host, port }, answer), { path, agent, headers, signal: end });
  const session = openSession(agent, send, signal);
  try {
    const listing = await session.get(podsPath, readPodListing, longestAnswer);
    signal.throwIfAborted();
    return listing;
  } finally {
    session.close();
  }
}

/** Not shown if invalid: the file's content may be a secret anyway. */
function readToken(file: string): string {
  const token = read(file, '--kubelet.token-file').trim();
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new KubeletAccessError(`--kubelet.token-file: ${file} has no token in it, expected one line of text`);
}

function read(file: string, flag: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new KubeletAccessError(`${flag}: ${file} cannot be read (${error instanceof Error ? error.message : error})`);
  }
}

/** Why a kubelet did not list its pods, in one line, with the remedy. */
export function explainKubeletError(error: unknown): string {
  const reason = explainDockerError(error);
  const remedy = error instanceof DockerAnswerError ? refusals.get(error.status ?? 0) : remedyForTls(error);
  return remedy === undefined ? reason : `${reason} (${remedy})`;
}

const refusals: ReadonlyMap<number, string> = new Map([
  [
    401,
    'it does not know the token of --kubelet.token-file: it must be of a service account, and the kubelet must ask the cluster about it, authentication.webhook',
  ],
  [
    403,
    'the service account needs a ClusterRole with the verb get on nodes/pods, or before Kubernetes 1.33 on nodes/proxy: docs/deployment.md',
  ],
]);

function remedyForTls(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /CERT|ISSUER|VERIFY|ERR_TLS/.test(code)
    ? 'give the authority of its certificate with --kubelet.ca-file; kubelets that sign their own need --kubelet.insecure-skip-verify'
    : undefined;
}
