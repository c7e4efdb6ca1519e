import { cgroupDirectory, cgroupFilePath } from '../../kernel/cgroup/cgroup-directory.js';
import { readParsed } from '../../kernel/read.js';
import { flatKeyed } from '../../kernel/text/flat-keyed.js';

/**
 * Whether a systemd unit is skipped: a service or scope, mount, socket or swap. Not a user's manager, where rootless
 * Podman runs, nor services of runtimes that create cgroups below their own.
 */
export function isUnitWithoutContainers(name: string): boolean {
  const unit = /\.(service|scope|mount|socket|swap)$/.exec(name);
  if (!unit) return false;
  return unit[1] !== 'service' || !/^(?:user@|docker|containerd|podman|crio|k3s|rke2|kubelet|runc|snap\.)/.test(name);
}

/**
 * Finds the few units that do contain cgroups: Podman with --cgroups=split, as Quadlet starts it, creates
 * `libpod-payload-<id>` in the service that runs it, and an unprivileged user's LXC is in a scope. Only on v2, as v1
 * has no such delegation.
 */
export interface UnitsWithin {
  /**
   * @param path of their parent
   * @param count how many children it has
   * @param units names of the children that were skipped
   * @param inner paths of the other children that are not leaves
   */
  among(path: string, count: number, units: readonly string[], inner: readonly string[]): readonly string[];
}

/** Parents whose units are remembered. */
const mostParents = 1000;

const parseTreeStat = flatKeyed(['nr_descendants']);

/**
 * The kernel counts the cgroups below each one (cgroup.stat, Linux 4.14). So with five thousand services, usually one
 * read shows that none has any below it. The units that had some last time are remembered, but only to check them
 * first: if the counts don't add up, every unit is checked.
 */
export function createUnitsWithin(): (hierarchy: string) => UnitsWithin {
  const remembered = new Map<string, readonly string[]>();
  return (hierarchy) => {
    const descendants = (path: string): number | undefined =>
      readParsed(cgroupFilePath(hierarchy, path, 'cgroup.stat'), parseTreeStat, 'single')?.nr_descendants;
    return {
      among(path, count, units, inner) {
        const below = descendants(path);
        if (below === count) return [];
        const childPath = (name: string) => (path === '/' ? `/${name}` : `${path}/${name}`);
        const known = remembered.get(path) ?? [];
        const likely = units.filter((name) => known.includes(name));
        const paths = [...inner, ...likely.map(childPath)];
        const accounted = paths.reduce((sum, child) => sum + (descendants(child) ?? 0), count);
        if (below === accounted) return likely;
        const holders = units.filter((name) => cgroupDirectory(hierarchy, childPath(name))?.leaf === false);
        if (remembered.size >= mostParents) remembered.clear();
        remembered.set(path, holders);
        return holders;
      },
    };
  };
}
