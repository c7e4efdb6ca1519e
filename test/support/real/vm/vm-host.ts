import { setTimeout as sleep } from 'node:timers/promises';
import { connectEngine } from '../engine.js';
import { answers } from '../exporter-process.js';
import type { TestHost } from './test-host.js';
import type { VmAddresses } from './vm.js';

/** Seconds from scrape to scrape by Prometheus: one takes several in an emulated machine, and as many again where that is slow. */
export const vmScrapeInterval = 15;

/** Waits until the VM that was booted in the background serves the exporter. */
export async function connectVmHost(vm: Exclude<VmAddresses, { missing: string }>): Promise<TestHost> {
  const deadline = performance.now() + 600_000;
  while (!(await answers(`${vm.exporterUrl}/-/ready`))) {
    if (!alive(vm.pid) || performance.now() > deadline) throw new Error(`the VM does not serve, see ${vm.log}`);
    await sleep(1000);
  }
  return {
    docker: connectEngine(vm.dockerHost),
    dockerHost: vm.dockerHost,
    exporterUrl: vm.exporterUrl,
    // The VM itself is ended by whoever booted it.
    close: async () => {},
  };
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
