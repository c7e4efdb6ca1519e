import type { Config } from '../config.js';
import { formatKubeletAddress } from '../discovery/kubelet/kubelet-address.js';
import { askPods, explainKubeletError } from '../discovery/kubelet/kubelet-session.js';
import type { Sight } from './start-report.js';

const patienceMs = 2000;

/** Whether the kubelet reports pods: requests them, as each scrape will. */
export async function seeKubelet(kubelet: NonNullable<Config['kubelet']>): Promise<Sight> {
  const place = formatKubeletAddress(kubelet.address);
  const signal = AbortSignal.timeout(patienceMs);
  try {
    const { pods, containers } = await askPods(kubelet.address, kubelet, signal);
    const what = `${pods.size} pods and ${containers.size} containers`;
    return { level: 'info', message: `names: from the kubelet at ${place}, which has ${what}` };
  } catch (error) {
    const reason = signal.aborted ? `no answer within ${patienceMs / 1000} s` : explainKubeletError(error);
    return {
      level: 'warn',
      message: `names: no pods from the kubelet at ${place}: ${reason}`,
      remedy: 'it is asked again with each scrape; docs/deployment.md has what it wants',
    };
  }
}
