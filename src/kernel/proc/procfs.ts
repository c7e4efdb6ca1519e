import { accessSync, closeSync, constants, existsSync, fstatSync, openSync, readlinkSync } from 'node:fs';
import {
  absentOrThrow,
  type Extent,
  listKernelDirectory,
  parseAt,
  readDescriptor,
  readKernelLines,
  readParsed,
} from '../read.js';
import { decimal } from '../text/bytes.js';
import { fieldEnd } from '../text/fields.js';
import { type Mount, parseMountinfo } from './mountinfo.js';
import { type PidStat, parsePidStat } from './pid-stat.js';

/**
 * The host's procfs, wherever it is mounted, for one scrape. Every path is below its root, so that a folder of files
 * can stand in for a host.
 */
export interface ProcReader {
  /** Root of procfs: `/proc`, `/host/proc`, or a recorded host. */
  readonly root: string;
  /** Reads and parses `<root>/<file>`; undefined if it is absent. */
  read<T>(file: string, parse: (text: Uint8Array) => T, extent?: Extent): T | undefined;
  /** Like `read`, but each file is read once per scrape for all callers with the same parser. */
  once<T>(file: string, parse: (text: Uint8Array) => T): T | undefined;
  /** `<root>/<file>` in chunks of whole lines, each valid until the next is requested; none if it is absent. */
  lines(file: string): Generator<Uint8Array, void, void>;
  /** The host's mounts, read once: each running container adds at least one. */
  mounts(): readonly Mount[];
  /** A process's stat, read once; undefined if it is gone. */
  stat(pid: number): PidStat | undefined;
  /** Names in `<root>/<directory>`. */
  list(directory: string): string[] | undefined;
  /**
   * The network namespace of a process: the inode of its net/dev, which procfs creates per namespace. Unlike the link
   * /proc/<pid>/ns/net this needs no ptrace permission, so it works without privileges.
   */
  networkNamespace(pid: number): number | undefined;
  /** A process's net/dev, parsed, and the network namespace it describes. */
  netDev<T>(pid: number, parse: (text: Uint8Array) => T): { readonly namespace: number; readonly value: T } | undefined;
  /** What each of a process's descriptors refers to (`socket:[1234]`, a path); undefined if the process is gone. */
  openFiles(pid: number): string[] | undefined;
  /** Numbers of a process's descriptors for files whose path starts with the prefix. */
  descriptorsOn(pid: number, prefix: string): readonly string[];
  /**
   * Whether procfs hides other users' processes from this one (mounted with hidepid): then they are unknown, not
   * absent.
   */
  hidesProcesses(): boolean;
  /** Whether this process is in a different pid namespace from the one that procfs shows. */
  isOtherPidNamespace(): boolean;
  /**
   * Whether this process is in a different network namespace from the host's process 1. If so, sys/net is not the
   * host's, whichever procfs it is: sysctls follow the reader. (Files below 1/net are always the host's.) False if
   * unknown, as in a recorded procfs.
   */
  isOtherNetworkNamespace(): boolean;
}

export function createProcReader(root: string): ProcReader {
  let mounts: readonly Mount[] | undefined;
  const stats = new Map<number, PidStat>();
  const parsed = new Map<string, { readonly parse: unknown; readonly value: unknown }>();
  let otherNetwork: boolean | undefined;
  let hidden: boolean | undefined;
  const networkNamespace = (pid: number) => withNetDev(pid, (fd) => fstatSync(fd).ino);
  return {
    root,
    read: (file, parse, extent) => readParsed(`${root}/${file}`, parse, extent),
    once<T>(file: string, parse: (text: Uint8Array) => T): T | undefined {
      const known = parsed.get(file);
      if (known?.parse === parse) return known.value as T | undefined;
      const value = readParsed(`${root}/${file}`, parse);
      parsed.set(file, { parse, value });
      return value;
    },
    lines: (file) => readKernelLines(`${root}/${file}`),
    mounts() {
      mounts ??= readParsed(`${root}/1/mountinfo`, parseMountinfo) ?? [];
      return mounts;
    },
    stat(pid) {
      const known = stats.get(pid);
      if (known) return known;
      const stat = readParsed(`${root}/${pid}/stat`, parsePidStat, 'single');
      if (stat) stats.set(pid, stat);
      return stat;
    },
    list: (directory) => listKernelDirectory(`${root}/${directory}`),
    networkNamespace,
    netDev: (pid, parse) =>
      withNetDev(pid, (fd, path) => ({
        namespace: fstatSync(fd).ino,
        value: parseAt(() => path, readDescriptor(fd, 'lines'), parse),
      })),
    openFiles: (pid) => {
      const folder = `${root}/${pid}/fd`;
      return listKernelDirectory(folder)?.flatMap((name) => readLink(`${folder}/${name}`) ?? []);
    },
    descriptorsOn(pid, prefix) {
      const folder = `${root}/${pid}/fd`;
      return (listKernelDirectory(folder) ?? []).filter((name) => readLink(`${folder}/${name}`)?.startsWith(prefix));
    },
    hidesProcesses() {
      // Process 1 always exists, and belongs to another user.
      hidden ??= existsSync(`${root}/self/stat`) && !isReadable(`${root}/1/stat`);
      return hidden;
    },
    isOtherPidNamespace() {
      // `self` gives a process its pid in the pid namespace of that mount.
      const shown = readLink(`${root}/self`);
      return shown !== undefined && shown !== readLink('/proc/self');
    },
    isOtherNetworkNamespace() {
      otherNetwork ??= differs(ownPid(), 1);
      return otherNetwork;
    },
  };

  /** This process's pid in that procfs. */
  function ownPid(): number | undefined {
    return readParsed(`${root}/self/stat`, (text) => decimal(text, 0, fieldEnd(text, 0, text.length), 'self/stat'));
  }

  function differs(own: number | undefined, host: number): boolean {
    const ownNamespace = own === undefined ? undefined : networkNamespace(own);
    const hostNamespace = networkNamespace(host);
    return ownNamespace !== undefined && hostNamespace !== undefined && ownNamespace !== hostNamespace;
  }

  /** Opened each time: a descriptor kept open would keep a dead container's network namespace alive. */
  function withNetDev<T>(pid: number, use: (fd: number, path: string) => T): T | undefined {
    const path = `${root}/${pid}/net/dev`;
    let fd: number | undefined;
    try {
      fd = openSync(path, 'r');
      return use(fd, path);
    } catch (error) {
      return absentOrThrow(path, error);
    } finally {
      if (fd !== undefined) closeSync(fd);
    }
  }
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (error) {
    return absentOrThrow(path, error);
  }
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
