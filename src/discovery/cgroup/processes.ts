import type { CgroupReader } from '../../kernel/cgroup/cgroup-reader.js';
import { KernelReadError } from '../../kernel/errors.js';
import type { ProcReader } from '../../kernel/proc/procfs.js';
import { utf8 } from '../../kernel/text/bytes.js';
import type { Cgroup, RunningContainer } from '../container.js';

/** Finds the processes of containers, during one scrape. Pids are the host's. */
export interface Processes {
  /** @throws KernelReadError where procfs hides what other users run: what it shows of processes is not what there is. */
  mustBeVisible(): void;
  /** All processes of a container's cgroup, those of cgroups inside it included; undefined where nothing tells. */
  all(cgroup: Cgroup): readonly number[] | undefined;
  /** A process that is in the container's network namespace: its init where the runtime tells, else any. */
  representative(container: RunningContainer): number | undefined;
}

/**
 * cgroup.procs tells pids as the reader's pid namespace sees them. From a container without `pid: host` that is nothing at
 * all (v1) or zeros (v2); then the processes are found by reading which cgroup each process of the host's procfs is in,
 * once a scrape and only when asked for.
 */
export function createProcesses(cgroups: CgroupReader, proc: ProcReader): Processes {
  const foreign = proc.isOtherPidNamespace();
  let scanned: ReadonlyMap<string, readonly number[]> | undefined;
  const scan = () => {
    scanned ??= scanContainerProcesses(proc);
    return scanned;
  };
  const inSubtree = (path: string): readonly number[] | undefined => {
    const own = cgroups.processes(path);
    const children = cgroups.children(path);
    if (own === undefined || !children?.length) return own;
    return own.concat(...children.map((name) => inSubtree(`${path}/${name}`) ?? []));
  };
  const ofCgroup = ({ path, leaf }: Cgroup) => (leaf ? cgroups.processes(path) : inSubtree(path));
  const ofRuntime = ({ runtime }: Cgroup) => (runtime ? scan().get(runtime.id) : undefined);

  return {
    mustBeVisible() {
      if (proc.hidesProcesses()) {
        throw new KernelReadError(
          `${proc.root}/<pid>`,
          "procfs is mounted with hidepid, which hides other users' processes",
        );
      }
    },
    all: (cgroup) => (foreign ? ofRuntime(cgroup) : ofCgroup(cgroup)),
    representative(container) {
      const init = container.metadata?.inspect?.pid;
      if (init !== undefined) return init;
      return foreign ? ofRuntime(container.cgroup)?.[0] : firstProcess(container.cgroup.path);
    },
  };

  /** The first process of the cgroup; one inside a cgroup of the container's own where systemd is its init. */
  function firstProcess(path: string): number | undefined {
    const own = cgroups.processes(path)?.find((pid) => pid > 0);
    if (own !== undefined) return own;
    for (const name of cgroups.children(path) ?? []) {
      const below = firstProcess(`${path}/${name}`);
      if (below !== undefined) return below;
    }
    return undefined;
  }
}

const containerId = /[/:-]([0-9a-f]{64})(?:\.scope)?(?=$|\/)/m;

/**
 * All processes of procfs by the id of the container they are in, ascending.
 *
 * The id and not the path is looked for in /proc/<pid>/cgroup, as the path there is relative to the reader's own cgroup
 * namespace (`0::/../docker-<id>.scope`). Of nested containers the outermost counts.
 */
export function scanContainerProcesses(proc: ProcReader): ReadonlyMap<string, readonly number[]> {
  const byContainer = new Map<string, number[]>();
  const pids = (proc.list('.') ?? []).filter((name) => /^\d+$/.test(name)).map(Number);
  for (const pid of pids.sort((a, b) => a - b)) {
    const id = proc.read(`${pid}/cgroup`, (text) => containerId.exec(utf8(text))?.[1]);
    if (id === undefined) continue;
    const known = byContainer.get(id);
    if (known) known.push(pid);
    else byContainer.set(id, [pid]);
  }
  return byContainer;
}
