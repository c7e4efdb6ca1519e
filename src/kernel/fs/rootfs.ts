import { statSync } from 'node:fs';
import type { Mount } from '../proc/mountinfo.js';
import { readParsed } from '../read.js';
import { createPlainFiles, type PlainFiles } from './plain-files.js';
import { type AskFilesystem, askKernel, createPatientAsker, type FilesystemUsage } from './statfs.js';

/** The host's root filesystem, wherever it is mounted (`--path.rootfs`). */
export interface RootfsReader {
  /** `/`, `/host`, or a recorded host. */
  readonly root: string;
  /**
   * Whether this root directory differs from that of the host's process 1, whose mounts are given: then its files are a
   * container's. False if unknown, as for a recorded host, or for btrfs, which has no device number of its own.
   */
  isOther(mounts: readonly Mount[]): boolean;
  /**
   * When `<root>/<file>` was last written, in Unix seconds; undefined if it is absent, or without permission to
   * traverse its path.
   */
  modified(file: string): number | undefined;
  /** Reads and parses `<root>/<file>`; undefined if it is absent. */
  read<T>(file: string, parse: (text: Uint8Array) => T): T | undefined;
  /**
   * How full a mounted filesystem is. Undefined if unknown: it hangs, permission is missing, or a different one is
   * visible there from here (it was mounted after this process's container started, say, and not propagated into it).
   * It is queried at its mount point, or at another path on it.
   */
  usage(mount: Mount, signal: AbortSignal, path?: string): Promise<FilesystemUsage | undefined>;
  /** Whether usage is unknown because the filesystem hangs, or too many others of its kind do. */
  hangs(mount: Mount): boolean;
  /** How full each of many mounted filesystems is, in their order; concurrent queries stay within the limit. */
  usages(mounts: readonly Mount[], signal: AbortSignal): Promise<readonly (FilesystemUsage | undefined)[]>;
  /**
   * Sizes of files below a directory. These reads are synchronous and have no timeout: call `usage` for the directory
   * first, as an answer shows that it does not hang.
   */
  files(directory: string): PlainFiles;
}

/** How long a mount may take to respond before it counts as hung. */
const patienceMs = 2000;

/**
 * At most this many queries in progress, and so at most this many hung, of libuv's four threads. Unreachable servers
 * hang often, local disks hardly ever: a dead server must not hide that a disk is full.
 */
const limits = { remote: 2, local: 1 };

export interface RootfsOptions {
  readonly ask?: AskFilesystem | undefined;
  /** For filesystems that hang often: those served by another machine, or by a process on this one. */
  readonly askRemote?: AskFilesystem | undefined;
  readonly timeoutMs?: number;
}

export function createRootfsReader(
  root: string,
  { ask = askKernel, askRemote = ask, timeoutMs = patienceMs }: RootfsOptions = {},
): RootfsReader {
  const prefix = root.replace(/\/+$/, '');
  const patientLocal = createPatientAsker(ask, { limit: limits.local, timeoutMs });
  const patientRemote = createPatientAsker(askRemote, { limit: limits.remote, timeoutMs });
  const askerOf = (mount: Mount) => (isLocal(mount) ? patientLocal : patientRemote);
  const usage: RootfsReader['usage'] = async (mount, signal, path = mount.mountPoint) => {
    const answer = await askerOf(mount)(`${prefix}${path}`, signal);
    return answer && (givesSubvolumesDevices.has(mount.fsType) || answer.device === deviceOf(mount))
      ? answer
      : undefined;
  };
  return {
    root,
    modified(file) {
      try {
        const stats = statSync(`${prefix}/${file}`, { throwIfNoEntry: false });
        return stats && stats.mtimeMs / 1000;
      } catch {
        return undefined;
      }
    },
    isOther(mounts) {
      const host = mounts.findLast(({ mountPoint }) => mountPoint === '/');
      const own = statSync(root, { throwIfNoEntry: false })?.dev;
      return (
        host !== undefined && own !== undefined && !givesSubvolumesDevices.has(host.fsType) && own !== deviceOf(host)
      );
    },
    read: (file, parse) => readParsed(`${prefix}/${file}`, parse),
    files: (directory) => createPlainFiles(`${prefix}${directory}`),
    usage,
    hangs: (mount) => askerOf(mount).hangs(`${prefix}${mount.mountPoint}`),
    async usages(mounts, signal) {
      const answers = new Map<Mount, FilesystemUsage | undefined>();
      const askInTurn = async (some: Iterator<Mount>) => {
        for (let next = some.next(); !next.done; next = some.next()) {
          answers.set(next.value, await usage(next.value, signal));
        }
      };
      const local = mounts.filter(isLocal).values();
      const remote = mounts.filter((mount) => !isLocal(mount)).values();
      const inTurn = [
        ...Array.from({ length: limits.local }, () => local),
        ...Array.from({ length: limits.remote }, () => remote),
      ];
      await Promise.all(inTurn.map(askInTurn));
      return mounts.map((mount) => answers.get(mount));
    },
  };
}

/** Filesystems in memory, on this machine's disks or its hypervisor's, whose device number is not a disk's. */
const localWithoutDevice = new Set(['tmpfs', 'ramfs', 'btrfs', 'zfs', 'bcachefs', 'overlay', 'virtiofs', '9p']);

function isLocal({ major, fsType }: Mount): boolean {
  return (major !== 0 && !fsType.startsWith('fuse')) || localWithoutDevice.has(fsType);
}

/** Filesystems with a separate device number per subvolume, which differs from the one in mountinfo. */
const givesSubvolumesDevices = new Set(['btrfs', 'bcachefs']);

/** A device number as packed by stat(2) (makedev(3)). */
function deviceOf({ major, minor }: Mount): number {
  return (minor & 0xff) + (major & 0xfff) * 2 ** 8 + (minor >>> 8) * 2 ** 20 + (major >>> 12) * 2 ** 44;
}
