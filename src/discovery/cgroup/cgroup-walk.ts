import { cgroupChildren, cgroupDirectory } from '../../kernel/cgroup/cgroup-directory.js';
import { KernelReadError } from '../../kernel/errors.js';
import type { Cgroup } from '../container.js';
import { recogniseContainer } from './cgroup-name.js';

export interface CgroupWalk {
  /** Sorted by path. */
  readonly cgroups: readonly Cgroup[];
  /** Directories that could not be read; what is below them is missing. */
  readonly errors: readonly KernelReadError[];
}

/**
 * Finds the containers below a cgroup hierarchy's root, their ancestors, and the other cgroups that `include` names
 * (matched against the path without its leading slash).
 *
 * It does not go into containers, and without `include` not into systemd units that can't have any below them, so that
 * its cost follows the number of containers and not that of cgroups. `breathe` is asked for each directory whether others
 * shall have a turn.
 */
export async function walkCgroups(
  hierarchy: string,
  include: RegExp | undefined,
  breathe: () => Promise<void> | undefined,
): Promise<CgroupWalk> {
  const cgroups: Cgroup[] = [];
  const errors: KernelReadError[] = [];

  /** What `ask` says of a directory; undefined, and an error noted, where it can't be read. */
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
    if (directory) cgroups.push({ path, ...directory, ...rest });
  };

  /** Whether there are containers below `path`. */
  const visit = async (path: string): Promise<boolean> => {
    const turn = breathe();
    if (turn) await turn;
    let holdsContainers = false;
    for (const name of tolerate(cgroupChildren, path) ?? []) {
      const child = path === '/' ? `/${name}` : `${path}/${name}`;
      const runtime = recogniseContainer(child);
      if (runtime) {
        add(child, { kind: 'container', runtime });
        holdsContainers = true;
      } else if ((include || mayHoldContainers(name)) && (await visit(child))) {
        add(child, { kind: 'ancestor' });
        holdsContainers = true;
      } else if (include?.test(child.slice(1))) {
        add(child, { kind: 'other' });
      }
    }
    return holdsContainers;
  };

  await visit('/');
  add('/', { kind: 'ancestor' });
  return { cgroups: cgroups.sort((a, b) => (a.path < b.path ? -1 : 1)), errors };
}

/**
 * systemd's leaves (services, scopes, mounts, sockets, swaps) hold no containers, but for a user's manager, where rootless
 * Podman runs, and the services of runtimes that make cgroups below their own.
 */
function mayHoldContainers(name: string): boolean {
  const unit = /\.(service|scope|mount|socket|swap)$/.exec(name);
  if (!unit) return true;
  return unit[1] === 'service' && /^(?:user@|docker|containerd|podman|crio|k3s|rke2|kubelet|runc|snap\.)/.test(name);
}
