import { existsSync, readdirSync } from 'node:fs';

const root = '/sys/fs/cgroup';

/** The machine's own cgroup filesystem. */
export interface Hierarchies {
  readonly version: 1 | 2;
  /** Mount points: of each v1 hierarchy (and the unified one of a hybrid host), or of the only one. */
  readonly mounts: readonly string[];
}

export function findHierarchies(): Hierarchies {
  if (existsSync(`${root}/cgroup.controllers`)) return { version: 2, mounts: [root] };
  const mounts = readdirSync(root, { withFileTypes: true })
    // `cpu` beside `cpu,cpuacct` is a link.
    .filter((entry) => entry.isDirectory() && existsSync(`${root}/${entry.name}/cgroup.procs`))
    .map(({ name }) => `${root}/${name}`);
  if (mounts.length === 0) throw new Error(`${root}: no cgroup filesystem is mounted there`);
  return { version: 1, mounts };
}
