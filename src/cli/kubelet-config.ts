import type { Config } from '../config.js';
import { type Given, UsageError } from './given.js';
import { parseKubeletAddress, parsePath } from './values.js';

/** Where Kubernetes mounts a service account's files. */
const serviceAccount = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * The flags of the kubelet; undefined without `--kubelet.url`. Its files are read with each request, and need not exist
 * yet.
 *
 * @throws UsageError
 */
export function readKubeletConfig(given: Given): Config['kubelet'] {
  const address = given.one('kubelet.url', parseKubeletAddress);
  const tokenFile = given.one('kubelet.token-file', parsePath);
  const caFile = given.one('kubelet.ca-file', parsePath);
  const skipsVerify = given.toggle('kubelet.insecure-skip-verify') ?? false;
  if (caFile !== undefined && skipsVerify) {
    throw new UsageError('--kubelet.insecure-skip-verify: contradicts --kubelet.ca-file');
  }
  if (address) {
    return Object.freeze({
      address,
      tokenFile: tokenFile ?? `${serviceAccount}/token`,
      caFile: skipsVerify ? undefined : (caFile ?? `${serviceAccount}/ca.crt`),
    });
  }
  if (tokenFile !== undefined) throw new UsageError(`--kubelet.token-file: ${lost}`);
  if (caFile !== undefined) throw new UsageError(`--kubelet.ca-file: ${lost}`);
  if (skipsVerify) throw new UsageError(`--kubelet.insecure-skip-verify: ${lost}`);
  return undefined;
}

const lost = 'is of use with --kubelet.url alone';
