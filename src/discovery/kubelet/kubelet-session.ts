import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { DockerAnswerError, explainDockerError } from '../docker/answer-error.js';
import { type DockerSession, openSession } from '../docker/session.js';
import type { KubeletAccess, KubeletAddress } from './kubelet-address.js';

/** Neither a token nor a certificate could be used: one line that names the flag. */
export class KubeletAccessError extends Error {
  override readonly name = 'KubeletAccessError';
}

/**
 * A session of GETs with a kubelet. The files are read each time, as tokens live for an hour and authorities are renewed.
 *
 * @throws KubeletAccessError for a file that cannot be read, or has no token in it
 */
export function openKubeletSession(
  { host, port }: KubeletAddress,
  { tokenFile, caFile }: KubeletAccess,
  signal: AbortSignal,
): DockerSession {
  const token = readToken(tokenFile);
  const trust = caFile === undefined ? { rejectUnauthorized: false } : { ca: read(caFile, '--kubelet.ca-file') };
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ...trust });
  const headers = {
    Accept: 'application/json',
    Authorization: `Bearer ${token}`,
    'User-Agent': 'container-exporter',
  };
  return openSession(
    agent,
    (path, end) =>
      new Promise((resolve, reject) => {
        const sent = request({ host, port, path, agent, headers, signal: end, method: 'GET' }, resolve);
        sent.on('error', reject);
        // 101 was not asked for. Node closes such a connection without an error.
        sent.on('close', () => reject(new Error('what answers there has no answer')));
        sent.end();
      }),
    signal,
  );
}

/** Not shown where it is wrong: what is in the file may be a secret all the same. */
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

/** Why a kubelet did not say which pods it has, in one line, with what to do. */
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
