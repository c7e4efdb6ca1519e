import { utf8 } from './parse/bytes.js';
import type { ProcReader } from './proc.js';

const containerId = /[/:-]([0-9a-f]{64})(?:\.scope)?(?=$|\/)/m;

/**
 * All processes of procfs by the id of the container they are in, ascending.
 *
 * The id and not the path is looked for in /proc/<pid>/cgroup, as the path there is relative to the reader's own cgroup
 * namespace (`0::/../docker-<id>.scope`). Of nested containers the outermost counts.
 */
export function scanContainerProcesses(proc: ProcReader): ReadonlyMap<string, readonly number[]> {
  const byContainer = new Map<string, number[]>();
  const pids = (proc.list('.') ?? []).filter((name) => /^\d+$/.test(name)).map(Number);
  for (const pid of pids.sort((a, b) => a - b)) {
    const id = proc.read(`${pid}/cgroup`, (text) => containerId.exec(utf8(text))?.[1]);
    if (id === undefined) continue;
    const known = byContainer.get(id);
    if (known) known.push(pid);
    else byContainer.set(id, [pid]);
  }
  return byContainer;
}
