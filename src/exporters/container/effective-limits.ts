import type { CgroupReader } from '../../kernel/cgroup/cgroup-reader.js';
import type { MachineCapacity } from '../../kernel/proc/machine-capacity.js';

/** A limit applies to a cgroup and everything below it, so a container's limit may be set on any of its ancestors. */

/** `/a/b/c` -> `/a/b/c`, `/a/b`, `/a`: the cgroup and its ancestors without the root, which has no limits. */
export function lineage(path: string): string[] {
  const paths: string[] = [];
  for (let at = path; at.length > 1; at = at.slice(0, at.lastIndexOf('/'))) paths.push(at);
  return paths;
}

/** The most CPUs a cgroup can use; undefined if unknown. */
export function cpuEffectiveLimit(path: string, cgroups: CgroupReader, machine: MachineCapacity): number | undefined {
  const limits = lineage(path).map((cgroup) => {
    const { quota, period } = cgroups.cpuSpec(cgroup);
    return quota === undefined || period === undefined ? undefined : quota / period;
  });
  return least([...limits, cgroups.cpusetSize(path), machine.cores]);
}

/** The most bytes of memory a cgroup can use; undefined if unknown. */
export function memoryEffectiveLimit(
  path: string,
  cgroups: CgroupReader,
  machine: MachineCapacity,
): number | undefined {
  const limits = lineage(path).map((cgroup) => cgroups.memorySpec(cgroup).limit);
  return least([...limits, machine.memory]);
}

/**
 * Bytes that could still be swapped out of a cgroup: the minimum of its own room, its ancestors' and the machine's.
 * Undefined if the machine's is unknown, unless a limit leaves no room anyway.
 */
export function swapRoom(path: string, cgroups: CgroupReader, machine: MachineCapacity): number | undefined {
  if (machine.swapFree === 0) return 0;
  const left = least(lineage(path).map((cgroup) => cgroups.swapRoom(cgroup)));
  return machine.swapFree === undefined && left !== 0 ? undefined : least([left, machine.swapFree]);
}

/**
 * CPUs a cgroup is guaranteed when all its siblings, and all its ancestors' siblings, want as much as they can get: at
 * each level, its share of the weights of that level. Processes directly in an ancestor compete too, each on its own,
 * but are not counted: no file says how many want to run.
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
