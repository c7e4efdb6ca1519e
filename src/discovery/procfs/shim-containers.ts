import { cgroupDirectory, cgroupFilePath } from '../../kernel/cgroup/cgroup-directory.js';
import type { ProcReader } from '../../kernel/proc/procfs.js';
import { readParsed } from '../../kernel/read.js';
import { utf8 } from '../../kernel/text/bytes.js';
import { asContainerdPath } from '../cgroup/cgroup-name.js';
import type { CgroupRuntime } from '../container.js';
import { supervisorOf } from './supervisor.js';

/**
 * Recognises what `ctr` started: containerd accepts any name as an id, so `/default/web` may be a container or any
 * other cgroup. It is a container if its processes' parent is the containerd shim of that namespace and id.
 *
 * The answer for a cgroup with processes is cached for as long as the cgroup lives: a host with 5,000 job cgroups pays
 * once.
 */
export function createShimContainers(): ShimContainers {
  let remembered = new Map<string, { readonly inode: number; readonly runtime: CgroupRuntime | undefined }>();
  return {
    forWalk(hierarchy, proc) {
      const seen: typeof remembered = new Map();
      const before = remembered;
      remembered = seen;
      return (path) => {
        const place = asContainerdPath(path);
        if (!place) return undefined;
        const inode = cgroupDirectory(hierarchy, path)?.inode;
        if (inode === undefined) return undefined;
        const known = before.get(path);
        if (known?.inode === inode) {
          seen.set(path, known);
          return known.runtime;
        }
        const pids = readParsed(cgroupFilePath(hierarchy, path, 'cgroup.procs'), parsePids) ?? [];
        const [first] = pids;
        if (first === undefined || first === 0) return undefined;
        const inside = new Set(pids);
        const supervised = supervisorOf(first, (pid) => inside.has(pid), proc);
        const isIts =
          supervised?.supervisor.kind === 'shim' &&
          supervised.supervisor.namespace === place.namespace &&
          supervised.supervisor.id === place.id;
        const runtime: CgroupRuntime | undefined = isIts
          ? { id: place.id, name: 'containerd', containerName: place.id }
          : undefined;
        // While it is being created its parent is another process.
        if (isIts || !supervised) seen.set(path, { inode, runtime });
        return runtime;
      };
    },
  };
}

export interface ShimContainers {
  /** For one walk. What a concurrent walk remembers may be lost, and is then checked again. */
  forWalk(hierarchy: string, proc: ProcReader): (path: string) => CgroupRuntime | undefined;
}

const parsePids = (text: Uint8Array): readonly number[] =>
  utf8(text)
    .split('\n')
    .filter((line) => line !== '')
    .map(Number);
