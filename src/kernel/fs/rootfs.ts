import { statSync } from 'node:fs';
import type { Mount } from '../proc/mountinfo.js';
import { readParsed } from '../read.js';
import { createPlainFiles, type PlainFiles } from './plain-files.js';
import { type AskFilesystem, askKernel, createPatientAsker, type FilesystemUsage } from './statfs.js';

/** The host's root file system, wherever it is mounted (`--path.rootfs`). */
export interface RootfsReader {
  /** `/`, `/host`, or a recorded host. */
  readonly root: string;
  /**
   * Whether this is another root directory than that of the host's process 1, whose mounts are given: its files are then a
   * container's. False where it can't be told, as of a recorded host, or of a btrfs, which has no device number of its own.
   */
  isOther(mounts: readonly Mount[]): boolean;
  /** When `<root>/<file>` was last written, in Unix seconds; undefined where it is absent, or the way to it barred. */
  modified(file: string): number | undefined;
  /** Reads and parses `<root>/<file>`; undefined where it is absent. */
  read<T>(file: string, parse: (text: Uint8Array) => T): T | undefined;
  /**
   * How full a mounted filesystem is. Undefined where it can't be told: it hangs, may not be looked at, or is not the one
   * that is seen there from here (mounted after this process' container, say, and not propagated into it). It is asked at
   * its mount point, or at another path on it.
   */
  usage(mount: Mount, signal: AbortSignal, path?: string): Promise<FilesystemUsage | undefined>;
  /** Whether it was not told as the filesystem hangs, or too many others of its kind do. */
  hangs(mount: Mount): boolean;
  /** How full each of many mounted filesystems is, in their order; no more are asked at once than may be under way. */
  usages(mounts: readonly Mount[], signal: AbortSignal): Promise<readonly (FilesystemUsage | undefined)[]>;
  /**
   * Sizes of files below a directory. These are read at once, without patience: ask `usage` about the directory before, as
   * an answer tells that it does not hang.
   */
  files(directory: string): PlainFiles;
}

/** How long a mount may take to answer before it counts as hung. */
const patienceMs = 2000;

/**
 * At most this many questions under way, so at most this many hung, of the four threads of libuv's pool. Servers that are
 * away hang often, local disks hardly ever; so a dead server must not keep one from seeing that a disk is full.
 */
const limits = { remote: 2, local: 1 };

export interface RootfsOptions {
  readonly ask?: AskFilesystem | undefined;
  /** For filesystems that hang often: those whose server is on another machine, or is a process on this one. */
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

/** Filesystems in memory, on this machine's disks or its hypervisor's, although their device number names no disk. */
const localWithoutDevice = new Set(['tmpfs', 'ramfs', 'btrfs', 'zfs', 'bcachefs', 'overlay', 'virtiofs', '9p']);

function isLocal({ major, fsType }: Mount): boolean {
  return (major !== 0 && !fsType.startsWith('fuse')) || localWithoutDevice.has(fsType);
}

/** Filesystems whose files are on devices of their own for each subvolume, unlike what mountinfo says of the mount. */
const givesSubvolumesDevices = new Set(['btrfs', 'bcachefs']);

/** A device number as stat(2) packs it (makedev(3)). */
function deviceOf({ major, minor }: Mount): number {
  return (minor & 0xff) + (major & 0xfff) * 2 ** 8 + (minor >>> 8) * 2 ** 20 + (major >>> 12) * 2 ** 44;
}
