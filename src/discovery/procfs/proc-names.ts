import type { Cgroup } from '../container.js';
import { type NameSource, type NamesRequest, parseKubernetesName, type Told } from '../names.js';
import { readSandboxMounts } from './sandbox-mounts.js';
import { supervisorOf } from './supervisor.js';

interface Known {
  readonly inode: number;
  readonly told: Told;
}

/**
 * Names from procfs, which only needs visible processes: a container's supervisor, and its pod's mounts in it.
 *
 * Neither changes in the life of a cgroup, so an answer is cached for as long as the cgroup lives. (`podman rename` is
 * not seen here: conmon keeps its command line.)
 */
export function createProcNames(): NameSource {
  let remembered: ReadonlyMap<string, Known> = new Map();
  return {
    name: 'procfs',
    async ask(containers, request) {
      const told = new Map<Cgroup, Told>();
      const known = new Map<string, Known>();
      let error: unknown;
      for (const cgroup of containers) {
        try {
          const turn = request.breathe();
          if (turn) await turn;
          const { path, inode } = cgroup;
          const before = remembered.get(path);
          const answer = before?.inode === inode ? { told: before.told, settled: true } : look(cgroup, request);
          if (!answer) continue;
          told.set(cgroup, answer.told);
          if (answer.settled) known.set(path, { inode, told: answer.told });
        } catch (failure) {
          error ??= failure;
        }
      }
      remembered = known;
      return { told, error };
    },
  };
}

function look(cgroup: Cgroup, { proc, processes }: NamesRequest): { told: Told; settled: boolean } | undefined {
  processes.mustBeVisible();
  const pids = processes.all(cgroup)?.filter((pid) => pid > 0);
  const [first] = pids ?? [];
  if (first === undefined || cgroup.runtime === undefined) return undefined;
  const inside = new Set(pids);
  const supervised = supervisorOf(first, (pid) => inside.has(pid), proc);
  if (!supervised) return undefined;
  const { supervisor, settled } = supervised;
  const { id } = cgroup.runtime;
  if (supervisor.kind === 'conmon') {
    // It supervises another container, which this one runs in.
    if (supervisor.id !== id) return undefined;
    const { name = id } = supervisor;
    const inPod = parseKubernetesName(name, id);
    return { told: inPod ? { ...inPod, runtime: 'cri-o' } : { name, runtime: 'podman' }, settled };
  }
  if (supervisor.namespace === 'moby') return { told: { runtime: 'docker' }, settled };
  const mounts = readSandboxMounts(proc, first);
  const sandbox = mounts.sandbox ?? (supervisor.id === id ? undefined : supervisor.id);
  return { told: { ...mounts, sandbox, runtime: 'containerd' }, settled };
}
