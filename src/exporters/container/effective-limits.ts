import type { CgroupReader } from '../../kernel/cgroup/cgroup-reader.js';
import type { MachineCapacity } from '../../kernel/proc/machine-capacity.js';

/** Limits hold for a cgroup and all that is below it, so what binds a container may be set on any of its ancestors. */

/** `/a/b/c` -> `/a/b/c`, `/a/b`, `/a`: the cgroup and its ancestors without the root, which has no limits. */
export function lineage(path: string): string[] {
  const paths: string[] = [];
  for (let at = path; at.length > 1; at = at.slice(0, at.lastIndexOf('/'))) paths.push(at);
  return paths;
}

/** CPUs a cgroup can use at most; undefined where nothing is known. */
export function cpuEffectiveLimit(path: string, cgroups: CgroupReader, machine: MachineCapacity): number | undefined {
  const limits = lineage(path).map((cgroup) => {
    const { quota, period } = cgroups.cpuSpec(cgroup);
    return quota === undefined || period === undefined ? undefined : quota / period;
  });
  return least([...limits, cgroups.cpusetSize(path), machine.cores]);
}

/** Bytes of memory a cgroup can use at most; undefined where nothing is known. */
export function memoryEffectiveLimit(
  path: string,
  cgroups: CgroupReader,
  machine: MachineCapacity,
): number | undefined {
  const limits = lineage(path).map((cgroup) => cgroups.memorySpec(cgroup).limit);
  return least([...limits, machine.memory]);
}

/**
 * Bytes that could still be swapped out of a cgroup: the least room of it, its ancestors and the machine. Undefined where
 * the machine's is not known, unless a limit leaves no room anyway.
 */
export function swapRoom(path: string, cgroups: CgroupReader, machine: MachineCapacity): number | undefined {
  if (machine.swapFree === 0) return 0;
  const left = least(lineage(path).map((cgroup) => cgroups.swapRoom(cgroup)));
  return machine.swapFree === undefined && left !== 0 ? undefined : least([left, machine.swapFree]);
}

/**
 * CPUs a cgroup is sure to get when all its siblings, and all its ancestors' siblings, want all they can get: at each
 * level its weight in the sum of its level's. Processes that are directly in an ancestor compete too, each by itself, and
 * are not counted, as no file tells how many want to run.
 */
export function guaranteedCores(path: string, cgroups: CgroupReader, machine: MachineCapacity): number | undefined {
  if (machine.cores === undefined) return undefined;
  let share = 1;
  for (const cgroup of lineage(path)) {
    const weight = cgroups.cpuWeight(cgroup);
    const parent = cgroup.slice(0, cgroup.lastIndexOf('/')) || '/';
    const sum = cgroups.childrenCpuWeight(parent);
    if (weight === undefined || !sum) return undefined;
    share *= weight / sum;
  }
  return least([share * machine.cores, cpuEffectiveLimit(path, cgroups, machine)]);
}

function least(limits: readonly (number | undefined)[]): number | undefined {
  let found: number | undefined;
  for (const limit of limits) if (limit !== undefined && !(limit >= (found ?? Infinity))) found = limit;
  return found;
}
