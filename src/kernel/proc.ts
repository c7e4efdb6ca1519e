import { closeSync, fstatSync, openSync } from 'node:fs';
import { absentOrThrow, listKernelDirectory, readKernelFile, readParsed } from './read.js';

/** procfs of the host, wherever it is mounted. Every path goes through its root, so that a folder of files can be a host. */
export interface ProcReader {
  /** Root of procfs: `/proc`, `/host/proc`, or a recorded host. */
  readonly root: string;
  /** Reads and parses `<root>/<file>`; undefined where it is absent. */
  read<T>(file: string, parse: (text: Uint8Array) => T): T | undefined;
  /** The file's bytes, valid until the next read. */
  bytes(file: string): Uint8Array | undefined;
  /** Names in `<root>/<directory>`. */
  list(directory: string): string[] | undefined;
  /**
   * Which network namespace a process is in: the inode of its net/dev, which procfs makes anew for each namespace.
   * Unlike the link /proc/<pid>/ns/net this needs no ptrace permission, so it works for an exporter without privileges.
   */
  networkNamespace(pid: number): number | undefined;
}

export function createProcReader(root: string): ProcReader {
  return {
    root,
    read: (file, parse) => readParsed(`${root}/${file}`, parse),
    bytes: (file) => readKernelFile(`${root}/${file}`),
    list: (directory) => listKernelDirectory(`${root}/${directory}`),
    networkNamespace(pid) {
      const path = `${root}/${pid}/net/dev`;
      let fd: number | undefined;
      try {
        // Opened, as a plain stat would follow the dentry cache's idea of a process that is gone.
        fd = openSync(path, 'r');
        return fstatSync(fd).ino;
      } catch (error) {
        return absentOrThrow(path, error);
      } finally {
        if (fd !== undefined) closeSync(fd);
      }
    },
  };
}
