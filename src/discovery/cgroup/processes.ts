import type { CgroupReader } from '../../kernel/cgroup/cgroup-reader.js';
import { KernelReadError } from '../../kernel/errors.js';
import type { ProcReader } from '../../kernel/proc/procfs.js';
import { utf8 } from '../../kernel/text/bytes.js';
import type { Cgroup, RunningContainer } from '../container.js';

/** Finds the processes of containers, during one scrape. Pids are the host's. */
export interface Processes {
  /** @throws KernelReadError if procfs hides other users' processes: the processes it shows are not all there are. */
  mustBeVisible(): void;
  /** All processes of a container's cgroup, including those of cgroups inside it; undefined if unknown. */
  all(cgroup: Cgroup): readonly number[] | undefined;
  /** A process that is in the container's network namespace: its init if the runtime reports it, else any. */
  representative(container: RunningContainer): number | undefined;
}

/**
 * cgroup.procs lists pids as seen from the reader's pid namespace. In a container without `pid: host` that means none
 * at all (v1) or zeros (v2); then processes are found by reading the cgroup of each process in the host's procfs, once
 * per scrape and only on demand.
 */
export function createProcesses(cgroups: CgroupReader, proc: ProcReader): Processes {
  const foreign = proc.isOtherPidNamespace();
  let scanned: ContainerProcesses | undefined;
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
  const ofRuntime = ({ runtime, path }: Cgroup) => {
    if (!runtime) return undefined;
    return runtime.containerName === undefined ? scan().byId.get(runtime.id) : processesBelow(path, scan());
  };

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

  /** The first process of the cgroup, or of a cgroup inside the container if systemd is its init. */
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

/** All processes in procfs, ascending. */
export interface ContainerProcesses {
  /** By the id of their container; for nested containers, of the outermost. */
  readonly byId: ReadonlyMap<string, readonly number[]>;
  /** By the path in their /proc/<pid>/cgroup. */
  readonly byCgroup: ReadonlyMap<string, readonly number[]>;
}

/**
 * Searches /proc/<pid>/cgroup for the id and not the path, as the path is relative to the reader's own cgroup namespace
 * (`0::/../docker-<id>.scope`).
 */
export function scanContainerProcesses(proc: ProcReader): ContainerProcesses {
  const byId = new Map<string, number[]>();
  const byCgroup = new Map<string, number[]>();
  const add = (map: Map<string, number[]>, key: string, pid: number) => {
    const known = map.get(key);
    if (known) known.push(pid);
    else map.set(key, [pid]);
  };
  const pids = (proc.list('.') ?? []).filter((name) => /^\d+$/.test(name)).map(Number);
  for (const pid of pids.sort((a, b) => a - b)) {
    const text = proc.read(`${pid}/cgroup`, (bytes) => utf8(bytes));
    if (text === undefined) continue;
    const id = containerId.exec(text)?.[1];
    if (id !== undefined) add(byId, id, pid);
    add(byCgroup, text, pid);
  }
  return { byId, byCgroup };
}

/** For a container with a name instead of an id: the last two parts of its path identify it. */
function processesBelow(path: string, { byCgroup }: ContainerProcesses): readonly number[] | undefined {
  const tail = `/${path.split('/').slice(1).slice(-2).join('/')}`;
  const pids = [...byCgroup].flatMap(([text, those]) =>
    text.split('\n').some((line) => line.endsWith(tail) || line.includes(`${tail}/`)) ? those : [],
  );
  return pids.length > 0 ? pids.sort((a, b) => a - b) : undefined;
}
