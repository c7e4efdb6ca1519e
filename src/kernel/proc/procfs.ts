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
 * procfs of the host, wherever it is mounted, for one scrape. Every path goes through its root, so that a folder of files
 * can be a host.
 */
export interface ProcReader {
  /** Root of procfs: `/proc`, `/host/proc`, or a recorded host. */
  readonly root: string;
  /** Reads and parses `<root>/<file>`; undefined where it is absent. */
  read<T>(file: string, parse: (text: Uint8Array) => T, extent?: Extent): T | undefined;
  /** As `read`, but each file is read once a scrape for all who parse it alike. */
  once<T>(file: string, parse: (text: Uint8Array) => T): T | undefined;
  /** `<root>/<file>` in pieces of whole lines, each valid until the next is asked for; none where it is absent. */
  lines(file: string): Generator<Uint8Array, void, void>;
  /** The host's mounts, read once: each running container adds one or more of them. */
  mounts(): readonly Mount[];
  /** A process' stat, read once; undefined when it is gone. */
  stat(pid: number): PidStat | undefined;
  /** Names in `<root>/<directory>`. */
  list(directory: string): string[] | undefined;
  /**
   * Which network namespace a process is in: the inode of its net/dev, which procfs creates for each namespace.
   * Unlike the link /proc/<pid>/ns/net this needs no ptrace permission, so it works for an exporter without privileges.
   */
  networkNamespace(pid: number): number | undefined;
  /** A process' net/dev, parsed, and the network namespace it tells of. */
  netDev<T>(pid: number, parse: (text: Uint8Array) => T): { readonly namespace: number; readonly value: T } | undefined;
  /** What each of a process' descriptors is open on (`socket:[1234]`, a path); undefined when it is gone. */
  openFiles(pid: number): string[] | undefined;
  /** Numbers of a process' descriptors that are open on files whose path begins so. */
  descriptorsOn(pid: number, prefix: string): readonly string[];
  /**
   * Whether procfs hides the processes of other users from this one, as mounted with hidepid: what it then shows of them is
   * not nothing but unknown.
   */
  hidesProcesses(): boolean;
  /** Whether this process lives in another pid namespace than the one that procfs shows. */
  isOtherPidNamespace(): boolean;
  /**
   * Whether this process is in another network namespace than the host's process 1. What procfs shows below sys/net is then
   * not the host's, whosever procfs it is: sysctls follow the reader. (Files below 1/net are the host's in any case.)
   * False where it can't be told, as in a recorded procfs.
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
      // Process 1 is always there, and another user's.
      hidden ??= existsSync(`${root}/self/stat`) && !isReadable(`${root}/1/stat`);
      return hidden;
    },
    isOtherPidNamespace() {
      // `self` tells a process its pid in the namespace of the mount that is asked.
      const shown = readLink(`${root}/self`);
      return shown !== undefined && shown !== readLink('/proc/self');
    },
    isOtherNetworkNamespace() {
      otherNetwork ??= differs(ownPid(), 1);
      return otherNetwork;
    },
  };

  /** This process as the procfs that is asked numbers it. */
  function ownPid(): number | undefined {
    return readParsed(`${root}/self/stat`, (text) => decimal(text, 0, fieldEnd(text, 0, text.length), 'self/stat'));
  }

  function differs(own: number | undefined, host: number): boolean {
    const ownNamespace = own === undefined ? undefined : networkNamespace(own);
    const hostNamespace = networkNamespace(host);
    return ownNamespace !== undefined && hostNamespace !== undefined && ownNamespace !== hostNamespace;
  }

  /** Opened again each time: a descriptor that is kept keeps a dead container's network namespace alive. */
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
