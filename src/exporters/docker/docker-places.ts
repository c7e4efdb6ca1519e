import type { DaemonInfo } from '../../discovery/runtime-source.js';
import type { RootfsReader } from '../../kernel/fs/rootfs.js';
import type { FilesystemUsage } from '../../kernel/fs/statfs.js';
import type { Mount } from '../../kernel/proc/mountinfo.js';
import { isAtOrBelow, mountOfPath } from '../../kernel/proc/mountinfo.js';

/** A filesystem that holds Docker data, and how full it is. */
export interface Disk {
  readonly mount: Mount;
  readonly usage: FilesystemUsage;
}

/** Where containerd keeps its data and listens by default. */
const containerdDefault = { root: '/var/lib/containerd', socket: /^(?:\/var)?\/run\/containerd\/containerd\.sock$/ };

const snapshot = /^(\/.*)\/io\.containerd\.snapshotter\.v1\.[^/]+\/snapshots\/\d+\/fs$/;

/**
 * Where the containerd that Docker uses keeps images and writable layers; no API says where. While a container runs,
 * the mount of its root filesystem does, at `<Docker's root>/rootfs/<snapshotter>/<id>`. Otherwise the socket says
 * whose containerd it is: dockerd's own listens in `<exec-root>/containerd/`, and keeps its data in Docker's root
 * directory.
 */
export function containerdRoot(root: string, daemon: DaemonInfo, mounts: readonly Mount[]): string {
  const ofContainer = mounts.find(
    ({ mountPoint, upperDir = '' }) => isAtOrBelow(mountPoint, `${root}/rootfs`) && snapshot.test(upperDir),
  );
  const mounted = snapshot.exec(ofContainer?.upperDir ?? '')?.[1];
  if (mounted !== undefined) return mounted;
  const socket = daemon.containerdAddress;
  const isOwn = socket?.endsWith('/containerd/containerd.sock') && !containerdDefault.socket.test(socket);
  return isOwn ? `${root}/containerd/daemon` : containerdDefault.root;
}

/** Docker's root directory without a trailing slash; undefined if the daemon does not report it. */
export function dockerRoot(daemon: DaemonInfo | undefined): string | undefined {
  return daemon?.rootDir?.startsWith('/') ? daemon.rootDir.replace(/\/+$/, '') || undefined : undefined;
}

/** The directory of all writable layers, and where to query its filesystem: not below what only root can read. */
export function layersDirectory(
  root: string,
  daemon: DaemonInfo,
  mounts: readonly Mount[],
): { readonly path: string; readonly top: string } {
  if (!daemon.containerdStore) return { path: `${root}/${daemon.storageDriver ?? ''}`, top: root };
  const path = containerdRoot(root, daemon, mounts);
  return { path, top: isAtOrBelow(path, root) ? root : path };
}

/** Where each container's files are: logs and configuration. */
export const containersDirectory = (root: string): string => `${root}/containers`;

/**
 * The filesystem that holds `path`. It is queried at `top`, or at its own mount point if that is deeper: any user can
 * look there, while only root can look below Docker's root directory. Undefined if unknown.
 */
export async function diskOf(
  path: string,
  top: string,
  { mounts, rootfs, signal }: { mounts: readonly Mount[]; rootfs: RootfsReader; signal: AbortSignal },
): Promise<Disk | undefined> {
  const mount = mountOfPath(mounts, path);
  if (!mount) return undefined;
  const asked = isAtOrBelow(mount.mountPoint, top) ? mount.mountPoint : top;
  const usage = await rootfs.usage(mount, signal, asked);
  return usage && { mount, usage };
}

/** Filesystems that allocate inodes on demand report that they have none. */
export const inodes = (count: number, { files }: FilesystemUsage): number | undefined =>
  files > 0 ? count : undefined;
