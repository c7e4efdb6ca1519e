import type { Cgroup } from '../container.js';
import { type NameSource, type NamesRequest, parseKubernetesName, type Told } from '../names.js';
import { readSandboxMounts } from './sandbox-mounts.js';
import { supervisorOf } from './supervisor.js';

interface Known {
  readonly inode: number;
  /** Undefined while no supervisor was found. */
  readonly told: Told | undefined;
  /** How many looks found none. */
  readonly misses: number;
}

/** A container that is being created has its supervisor soon. One that still has none is not looked at again. */
const mostMisses = 3;

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
          const last = remembered.get(path);
          const before = last?.inode === inode ? last : undefined;
          if (before && (before.told || before.misses >= mostMisses)) {
            known.set(path, before);
            if (before.told) told.set(cgroup, before.told);
            continue;
          }
          const answer = look(cgroup, request);
          if (answer === 'no supervisor')
            known.set(path, { inode, told: undefined, misses: (before?.misses ?? 0) + 1 });
          if (answer === undefined || answer === 'no supervisor') continue;
          told.set(cgroup, answer.told);
          if (answer.settled) known.set(path, { inode, told: answer.told, misses: 0 });
        } catch (failure) {
          error ??= failure;
        }
      }
      remembered = known;
      return { told, error };
    },
  };
}

interface Answer {
  readonly told: Told;
  readonly settled: boolean;
}

function look(cgroup: Cgroup, { proc, processes }: NamesRequest): Answer | 'no supervisor' | undefined {
  processes.mustBeVisible();
  const pids = processes.all(cgroup)?.filter((pid) => pid > 0);
  const [first] = pids ?? [];
  if (first === undefined || cgroup.runtime === undefined) return undefined;
  const inside = new Set(pids);
  const supervised = supervisorOf(first, (pid) => inside.has(pid), proc);
  if (!supervised) return 'no supervisor';
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
