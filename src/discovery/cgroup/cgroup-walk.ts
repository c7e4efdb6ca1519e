import { cgroupChildren, cgroupDirectory } from '../../kernel/cgroup/cgroup-directory.js';
import { KernelReadError } from '../../kernel/errors.js';
import type { Cgroup, CgroupRuntime } from '../container.js';
import { isPodmanPod, recogniseContainer } from './cgroup-name.js';
import { isUnitWithoutContainers, type UnitsWithin } from './units-within.js';

export interface CgroupWalk {
  /** Sorted by path. */
  readonly cgroups: readonly Cgroup[];
  /** Directories that could not be read; everything below them is missing. */
  readonly errors: readonly KernelReadError[];
}

export interface WalkOptions {
  /** Other cgroups to find, matched against the path without its leading slash. */
  readonly include: RegExp | undefined;
  /** Called for each directory, to give others a turn. */
  readonly breathe: () => Promise<void> | undefined;
  /** Recognises a container whose path does not show that it is one. */
  readonly recognise?: (path: string) => CgroupRuntime | undefined;
  /** Which units contain cgroups; without it, only those known by name to have some. */
  readonly units?: UnitsWithin | undefined;
}

/**
 * Finds the containers below a cgroup hierarchy's root, their ancestors, and the other cgroups that `include` names.
 *
 * It does not go into containers, and without `include` not into systemd units that have nothing below them, so that its
 * cost follows the number of containers and not that of cgroups.
 */
export async function walkCgroups(
  hierarchy: string,
  { include, breathe, recognise, units }: WalkOptions,
): Promise<CgroupWalk> {
  const cgroups: Cgroup[] = [];
  const errors: KernelReadError[] = [];
  /** Paths that have no children. */
  const leaves = new Set<string>();

  /** The result of `ask` for a directory; undefined, with the error recorded, if it can't be read. */
  const tolerate = <T>(ask: (hierarchy: string, path: string) => T, path: string): T | undefined => {
    try {
      return ask(hierarchy, path);
    } catch (error) {
      if (!(error instanceof KernelReadError)) throw error;
      errors.push(error);
      return undefined;
    }
  };

  const add = (path: string, rest: Pick<Cgroup, 'kind' | 'runtime'>) => {
    const directory = tolerate(cgroupDirectory, path);
    if (directory?.leaf) leaves.add(path);
    if (directory) cgroups.push({ path, ...directory, ...rest });
  };

  const containerIn = (path: string, name: string): CgroupRuntime | undefined => {
    const runtime = recogniseContainer(path);
    if (!runtime) return recognise?.(path);
    return isPodmanPod(runtime, name, () => tolerate(cgroupChildren, path) ?? []) ? undefined : runtime;
  };

  /** Whether a cgroup that is not a container has containers below it. */
  const enter = async (child: string): Promise<boolean> => {
    const holdsContainers = await visit(child);
    if (holdsContainers) add(child, { kind: 'ancestor' });
    else if (include?.test(child.slice(1))) add(child, { kind: 'other' });
    return holdsContainers;
  };

  /** Whether there are containers below `path`. */
  const visit = async (path: string): Promise<boolean> => {
    const turn = breathe();
    if (turn) await turn;
    const names = tolerate(cgroupChildren, path) ?? [];
    if (names.length === 0) leaves.add(path);
    const passed: string[] = [];
    const entered: string[] = [];
    let holdsContainers = false;
    for (const name of names) {
      const child = path === '/' ? `/${name}` : `${path}/${name}`;
      const runtime = containerIn(child, name);
      if (runtime) add(child, { kind: 'container', runtime });
      else if (!include && isUnitWithoutContainers(name)) {
        passed.push(name);
        continue;
      }
      entered.push(child);
      if (runtime || (await enter(child))) holdsContainers = true;
    }
    if (!units || passed.length === 0) return holdsContainers;
    const inner = entered.filter((child) => !leaves.has(child));
    for (const name of tolerate(() => units.among(path, names.length, passed, inner), path) ?? []) {
      if (await enter(path === '/' ? `/${name}` : `${path}/${name}`)) holdsContainers = true;
    }
    return holdsContainers;
  };

  await visit('/');
  add('/', { kind: 'ancestor' });
  return { cgroups: cgroups.sort((a, b) => (a.path < b.path ? -1 : 1)), errors };
}
