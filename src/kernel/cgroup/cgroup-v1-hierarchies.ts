/** Where each controller's hierarchy is mounted; co-mounted ones (`cpu,cpuacct`) share a folder. */
export interface CgroupV1Hierarchies {
  readonly cpu?: string;
  readonly cpuacct?: string;
  readonly cpuset?: string;
  readonly memory?: string;
  readonly blkio?: string;
  readonly pids?: string;
  readonly hugetlb?: string;
  /** The unified hierarchy of a hybrid host: no controllers, but pressure files if the runtime uses it. */
  readonly unified?: string;
}

/** The hierarchy that is searched for containers and their processes: the first one that exists. */
export function walkedHierarchy(hierarchies: CgroupV1Hierarchies): string | undefined {
  return hierarchies.memory ?? hierarchies.pids ?? hierarchies.cpu ?? hierarchies.cpuacct ?? hierarchies.unified;
}
