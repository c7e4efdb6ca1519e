import { writeFileSync } from 'node:fs';
import type { PodList } from 'kubernetes-types/core/v1.js';
import type { Config } from '../../../src/config.js';
import { createKubeletSource } from '../../../src/discovery/kubelet/kubelet-source.js';
import type { RuntimeSource } from '../../../src/discovery/runtime-source.js';
import { createAuthority } from '../certificates.js';
import { startFakeKubelet } from './fake-kubelet.js';

interface AskedKubelet {
  readonly kubelet: NonNullable<Config['kubelet']>;
  readonly source: RuntimeSource;
  remove(): Promise<void>;
}

/** A kubelet of its own authority, and a source that asks it. */
export async function startKubeletFor(pods: PodList): Promise<AskedKubelet> {
  const authority = createAuthority();
  const fake = await startFakeKubelet(authority, pods);
  const tokenFile = authority.path('token');
  writeFileSync(tokenFile, fake.token);
  const access = { tokenFile, caFile: authority.path('ca.pem') };
  return {
    kubelet: { address: fake.address, ...access },
    source: createKubeletSource({ address: fake.address, access, timeoutSeconds: 5 }),
    async remove() {
      await fake.remove();
      authority.remove();
    },
  };
}
