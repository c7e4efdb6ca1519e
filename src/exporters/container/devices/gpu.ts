import { gauge } from '../../../exposition/family.js';
import { labels } from '../../../exposition/labels.js';
import { type DrmClient, parseDrmFdinfo } from '../../../kernel/proc/drm-fdinfo.js';
import type { Collector, RuntimeContext } from '../../collector.js';
import { eachRunning } from '../../each.js';

const engineTime = gauge(
  'container_gpu_engine_seconds',
  'Time for which an engine of the GPU worked for processes of the container that still have it open. It falls when one ends: clamp_min(delta(...), 0).',
  ['device', 'engine'],
);
const resident = gauge(
  'container_gpu_memory_resident_bytes',
  'Memory that the GPU can use now for processes of the container, by region; what they share counts for each.',
  ['device', 'region'],
);
const clients = gauge('container_gpu_clients', 'How often the container has opened the GPU.', ['device']);

export const gpu: Collector = {
  name: 'gpu',
  help: "Time and memory of GPUs by container, from what drivers say in /proc/<pid>/fdinfo (amdgpu, i915, xe and others of the kernel; not NVIDIA's own); needs root with CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH, looks at containers with /dev/dri alone",
  enabledByDefault: false,
  needs: 'runtime',
  families: [engineTime, resident, clients],
  collect: (scrape) =>
    eachRunning(scrape, ({ cgroup }, emit) => {
      if (cgroup.kind === 'ancestor') return;
      scrape.processes.mustBeVisible();
      const pids = scrape.processes.all(cgroup)?.filter((pid) => pid > 0) ?? [];
      for (const [device, those] of clientsOf(pids, scrape)) {
        emit(clients, those.length, labels({ device }));
        for (const [engine, time] of sum(those, (one) => one.engines))
          emit(engineTime, time, labels({ device, engine }));
        for (const [region, bytes] of sum(those, (one) => one.resident))
          emit(resident, bytes, labels({ device, region }));
      }
    }),
};

/** Each client once, however many processes share it, by device. */
function clientsOf(pids: readonly number[], { proc }: RuntimeContext): ReadonlyMap<string, readonly DrmClient[]> {
  const found = new Map<string, Map<string, DrmClient>>();
  const [first] = pids;
  if (first === undefined || !proc.list(`${first}/root/dev/dri`)?.length) return new Map();
  for (const pid of pids) {
    for (const fd of proc.descriptorsOn(pid, '/dev/dri/')) {
      const client = proc.read(`${pid}/fdinfo/${fd}`, parseDrmFdinfo);
      if (!client) continue;
      const ofDevice = found.get(client.device) ?? new Map<string, DrmClient>();
      found.set(client.device, ofDevice.set(client.client, client));
    }
  }
  return new Map([...found].map(([device, those]) => [device, [...those.values()]]));
}

function sum(
  those: readonly DrmClient[],
  figures: (client: DrmClient) => ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const one of those) for (const [name, value] of figures(one)) sums.set(name, (sums.get(name) ?? 0) + value);
  return sums;
}
