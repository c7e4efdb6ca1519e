/** Where each controller's hierarchy is mounted; co-mounted ones (`cpu,cpuacct`) share a folder. */
export interface CgroupV1Hierarchies {
  readonly cpu?: string;
  readonly cpuacct?: string;
  readonly cpuset?: string;
  readonly memory?: string;
  readonly blkio?: string;
  readonly pids?: string;
  readonly hugetlb?: string;
  /** The unified hierarchy of a hybrid host: no controllers, but its pressure files where the runtime enters it. */
  readonly unified?: string;
}

/** The hierarchy in which containers are looked for and their processes counted: the first that there is. */
export function walkedHierarchy(hierarchies: CgroupV1Hierarchies): string | undefined {
  return hierarchies.memory ?? hierarchies.pids ?? hierarchies.cpu ?? hierarchies.cpuacct ?? hierarchies.unified;
}
