import type { Cgroup, Container } from '../discovery/container.js';
import { cgroupDirectory } from '../kernel/cgroup/cgroup-directory.js';
import type { Owner } from './run-collector.js';

/**
 * Identifies the owners of samples once a scrape has read everything. Each cgroup is checked again: one that is gone or
 * was re-created may have been read in part, or across two lives, so its kernel samples are dropped. What the runtime
 * reports is valid whether the container runs or not.
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
    // A container without a name is known only by its cgroup.
    return owner.metadata || !owner.cgroup || isStillThere(owner.cgroup) ? owner : undefined;
  };
}
