import type { Cgroup, Container } from '../discovery/container.js';
import { cgroupDirectory } from '../kernel/cgroup/cgroup-directory.js';
import type { Owner } from './run-collector.js';

/**
 * Tells who the owners of samples turned out to be, once a scrape has read everything. Each cgroup is looked at a second time:
 * one that is gone, or was re-created, was read in part or in two of its lives, and what the kernel told of it is left out.
 * What the runtime tells of a container holds whether it runs or not.
 *
 * @param hierarchy where the cgroups were found
 */
export function createIdentify(
  containers: readonly Container[],
  hierarchy: string | undefined,
): (owner: Owner) => Container | undefined {
  const byCgroup = new Map(
    containers.flatMap((container) => (container.cgroup ? [[container.cgroup, container]] : [])),
  );
  const seenAgain = new Map<Cgroup, boolean>();

  function isStillThere(cgroup: Cgroup): boolean {
    let is = seenAgain.get(cgroup);
    if (is === undefined) {
      is = hierarchy !== undefined && cgroupDirectory(hierarchy, cgroup.path)?.inode === cgroup.inode;
      seenAgain.set(cgroup, is);
    }
    return is;
  }

  return (owner) => {
    if ('path' in owner) return isStillThere(owner) ? byCgroup.get(owner) : undefined;
    // One that nobody names is known by its cgroup alone.
    return owner.metadata || !owner.cgroup || isStillThere(owner.cgroup) ? owner : undefined;
  };
}
