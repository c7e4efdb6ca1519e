import type { DaemonInfo } from '../../discovery/runtime-source.js';
import type { RootfsReader } from '../../kernel/fs/rootfs.js';
import type { FilesystemUsage } from '../../kernel/fs/statfs.js';
import type { Mount } from '../../kernel/proc/mountinfo.js';
import { isAtOrBelow, mountOfPath } from '../../kernel/proc/mountinfo.js';

/** A filesystem that holds something of Docker's, and how full it is. */
export interface Disk {
  readonly mount: Mount;
  readonly usage: FilesystemUsage;
}

/** Where containerd keeps images and writable layers, unless it was told otherwise; no API says where. */
export const containerdRoot = '/var/lib/containerd';

/** Docker's root directory without a slash at its end; undefined where the daemon does not tell. */
export function dockerRoot(daemon: DaemonInfo | undefined): string | undefined {
  return daemon?.rootDir?.startsWith('/') ? daemon.rootDir.replace(/\/+$/, '') || undefined : undefined;
}

/** The directory in which all writable layers are. */
export function layersDirectory(root: string, daemon: DaemonInfo): string {
  return daemon.containerdStore ? containerdRoot : `${root}/${daemon.storageDriver ?? ''}`;
}

/** Where the files of single containers are: logs and configuration. */
export const containersDirectory = (root: string): string => `${root}/containers`;

/**
 * The filesystem that holds what is at `path`. It is asked at `top`, or at its own mount point where that is deeper: so far
 * any user may look, while what is below Docker's root directory is for root. Undefined where it can't be told.
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

/** Filesystems that make inodes as they are needed say that they have none. */
export const inodes = (count: number, { files }: FilesystemUsage): number | undefined =>
  files > 0 ? count : undefined;
