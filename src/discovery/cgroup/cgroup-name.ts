import type { CgroupRuntime } from '../container.js';

/**
 * What a cgroup's path says of the container in it. The runtimes name a container's cgroup after its id, 64 hex digits:
 *
 *     /docker/<id>                                                  Docker, cgroupfs driver; also below any --cgroup-parent
 *     /system.slice/docker-<id>.scope                               Docker, systemd driver
 *     /machine.slice/libpod-<id>.scope, /libpod_parent/libpod-<id>  Podman
 *     /kubepods/burstable/pod<uid>/<id>                             a CRI runtime, cgroupfs driver
 *     /kubepods.slice/.../kubepods-burstable-pod<uid_>.slice/cri-containerd-<id>.scope   (also crio-, docker-)
 *     /system.slice/runc.service/kubepods...slice:cri-containerd:<id>   a systemd path given to a cgroupfs driver
 *
 * Conmon, the monitor that Podman and CRI-O run beside a container, has a cgroup of its own and is none.
 */
const runtimes: ReadonlyMap<string, CgroupRuntime['name']> = new Map([
  ['docker', 'docker'],
  ['libpod', 'podman'],
  ['crio', 'cri-o'],
  ['cri-containerd', 'containerd'],
  ['nerdctl', 'containerd'],
]);

const containerName = /^(?:(.*:)?([a-z-]+)[-:])?([0-9a-f]{64})(?:\.scope)?$/;
const podName =
  /(?:^|\/|-)pod([0-9a-f]{8}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{12}|[0-9a-f]{32})(?:\.slice)?(?:\/|:|$)/;

/** Undefined where the path's last part is no container's. */
export function recogniseContainer(path: string): CgroupRuntime | undefined {
  const slash = path.lastIndexOf('/');
  const match = containerName.exec(path.slice(slash + 1));
  if (!match) return undefined;
  const [, , prefix, id = ''] = match;
  const name = prefix === undefined ? runtimeOfParent(path.slice(0, slash)) : runtimes.get(prefix);
  if (name === undefined) return undefined;
  const podUid = podName.exec(path)?.[1]?.replaceAll('_', '-');
  return podUid === undefined ? { id, name } : { id, name, podUid };
}

/** A bare id: its parent may tell whose it is. */
function runtimeOfParent(parent: string): CgroupRuntime['name'] {
  if (parent === '/docker' || parent.endsWith('/docker')) return 'docker';
  if (parent.endsWith('/libpod_parent')) return 'podman';
  return 'unknown';
}
