import type { CgroupRuntime, RuntimeName } from '../container.js';

/**
 * What a cgroup's path says about its container. Most runtimes name a container's cgroup after its id, 64 hex digits:
 *
 *     /docker/<id>                                                  Docker, cgroupfs driver; also below any --cgroup-parent
 *     /system.slice/docker-<id>.scope                               Docker, systemd driver
 *     /machine.slice/libpod-<id>.scope, /libpod_parent/libpod-<id>  Podman; in a pod /libpod_parent/<pod>/libpod-<id>
 *     /system.slice/web.service/libpod-payload-<id>                 Podman with --cgroups=split, as Quadlet starts it
 *     /system.slice/nerdctl-<id>.scope, /default/<id>               nerdctl; the folder is containerd's namespace
 *     /kubepods/burstable/pod<uid>/<id>                             a CRI runtime, cgroupfs driver
 *     /kubepods.slice/.../kubepods-burstable-pod<uid_>.slice/cri-containerd-<id>.scope   (also crio-, docker-)
 *     /system.slice/runc.service/kubepods...slice:cri-containerd:<id>   a systemd path given to a cgroupfs driver
 *
 * Others use the container's name:
 *
 *     /lxc.payload.<name>, /lxc/<name>                              LXC and Incus; Proxmox has the number of the guest
 *     /machine.slice/machine-<name>.scope                           systemd-nspawn, escaped as systemd does (`\x2d`)
 *     /machine.slice/systemd-nspawn@<name>.service                  the same, started as a service
 *     /machine.slice/machine-qemu\x2d<number>\x2d<name>.scope       a virtual machine of libvirt; also lxc
 *
 * Conmon, the monitor that Podman and CRI-O run beside a container, has its own cgroup and is not a container. Nor is a
 * Podman pod, whose id looks like a container's.
 */
const runtimes: ReadonlyMap<string, RuntimeName> = new Map([
  ['docker', 'docker'],
  ['libpod', 'podman'],
  ['libpod-payload', 'podman'],
  ['crio', 'cri-o'],
  ['cri-containerd', 'containerd'],
  ['nerdctl', 'containerd'],
]);

const containerName = /^(?:(.*:)?([a-z-]+)[-:])?([0-9a-f]{64})(?:\.scope)?$/;
const podName =
  /(?:^|\/|-)pod([0-9a-f]{8}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{12}|[0-9a-f]{32})(?:\.slice)?(?:\/|:|$)/;
const selfNamed = /^(?:lxc\.payload\.(.+)|machine-(.+)\.scope|systemd-nspawn@(.+)\.service)$/;
const libvirtMachine = /^(?:qemu|lxc)-\d+-(.+)$/;

/** Undefined if the last part of the path is not a container. */
export function recogniseContainer(path: string): CgroupRuntime | undefined {
  const slash = path.lastIndexOf('/');
  const last = path.slice(slash + 1);
  const match = containerName.exec(last);
  if (!match) return recogniseNamed(last, path.slice(0, slash));
  const [, , prefix, id = ''] = match;
  const name = prefix === undefined ? runtimeOfParent(path.slice(0, slash)) : runtimes.get(prefix);
  if (name === undefined) return undefined;
  const podUid = podName.exec(path)?.[1]?.replaceAll('_', '-');
  return podUid === undefined ? { id, name } : { id, name, podUid };
}

/** The uid of the pod, for a pod's own cgroup. */
export function podUidOf(path: string): string | undefined {
  return podName.exec(path.slice(path.lastIndexOf('/') + 1))?.[1]?.replaceAll('_', '-');
}

/** For a bare id, the parent may show whose it is. Podman uses bare ids only for pods. */
function runtimeOfParent(parent: string): RuntimeName | undefined {
  if (parent === '/docker' || parent.endsWith('/docker')) return 'docker';
  if (parent.endsWith('/libpod_parent')) return undefined;
  return 'unknown';
}

function recogniseNamed(last: string, parent: string): CgroupRuntime | undefined {
  if (parent === '/lxc' || parent === '/lxc.payload') return named('lxc', last);
  const match = selfNamed.exec(last);
  if (!match) return undefined;
  const [, lxc, machine, nspawn] = match;
  if (lxc !== undefined) return named('lxc', lxc);
  if (!parent.endsWith('.slice')) return undefined;
  const name = unescapeUnit(machine ?? nspawn ?? '');
  const domain = machine === undefined ? undefined : libvirtMachine.exec(name)?.[1];
  return domain === undefined ? named('systemd-nspawn', name) : named('libvirt', domain);
}

const named = (name: RuntimeName, containerName: string): CgroupRuntime => ({ id: containerName, name, containerName });

/** systemd escapes each byte that a unit name can't have, and the dash, like `\x2d`. */
function unescapeUnit(escaped: string): string {
  if (!escaped.includes('\\x')) return escaped;
  const bytes = escaped.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  // Names are UTF-8, whose bytes were escaped one by one.
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

const unitName = /^_?([^/]+\.(?:service|scope|slice|mount|socket|swap))$/;

/** The systemd unit that a cgroup belongs to; systemd puts `_` before names that cgroupfs itself uses. */
export function unitOf(path: string): string | undefined {
  return unitName.exec(path.slice(path.lastIndexOf('/') + 1))?.[1];
}

const podMember = /^libpod-[0-9a-f]{64}(?:\.scope)?$/;

/** Whether a bare id that looks like a container is a Podman pod below a custom parent. */
export function isPodmanPod({ id, name, podUid }: CgroupRuntime, last: string, children: () => readonly string[]) {
  return name === 'unknown' && podUid === undefined && last === id && children().some((child) => podMember.test(child));
}

const namespaced = /^\/([A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*)\/([A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*)$/;

/** `/<namespace>/<id>`, where containerd puts what `ctr` starts, except for names that systemd gives. */
export function asContainerdPath(path: string): { readonly namespace: string; readonly id: string } | undefined {
  const match = namespaced.exec(path);
  if (!match || unitOf(path) !== undefined) return undefined;
  const [, namespace = '', id = ''] = match;
  return unitOf(namespace) === undefined ? { namespace, id } : undefined;
}
