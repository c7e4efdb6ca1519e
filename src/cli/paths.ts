import { accessSync, constants, statSync } from 'node:fs';
import type { Config } from '../config.js';
import type { Given } from './given.js';
import { parsePath } from './values.js';

/** A path that the exporter needs is missing or of the wrong kind: one line that names it. Exit status 1. */
export class PathError extends Error {}

/** What is at a path; `forbidden` if it cannot be read. */
export type PathProbe = (path: string) => 'directory' | 'file' | 'other' | 'missing' | 'forbidden';

/** The host's filesystems: from the flags, else where they are mounted into a container, else the machine's own. */
export function findPaths(given: Given, probe: PathProbe): Config['path'] {
  const isDirectory = (path: string) => probe(path) === 'directory';
  const procfs = given.one('path.procfs', parsePath) ?? (isDirectory('/host/proc') ? '/host/proc' : '/proc');
  const cgroupfs =
    given.one('path.cgroupfs', parsePath) ??
    (isDirectory('/host/sys/fs/cgroup') ? '/host/sys/fs/cgroup' : '/sys/fs/cgroup');
  // If only /host/proc is mounted, /host exists too but is not the host's root.
  const rootfs = given.one('path.rootfs', parsePath) ?? (isDirectory('/host/etc') ? '/host' : '/');

  const sysfs =
    given.one('path.sysfs', parsePath) ??
    ['/host/sys', `${rootfs.replace(/\/+$/, '')}/sys`].find((path) => isDirectory(`${path}/class`));

  requireDirectory('path.procfs', procfs, probe);
  if (probe(`${procfs}/stat`) !== 'file') {
    throw new PathError(`--path.procfs: ${procfs} is not a procfs, it has no readable file stat`);
  }
  // Without sysfs, its metrics are absent.
  if (sysfs !== undefined) requireDirectory('path.sysfs', sysfs, probe);
  requireDirectory('path.cgroupfs', cgroupfs, probe);
  requireDirectory('path.rootfs', rootfs, probe);
  return Object.freeze({ procfs, sysfs: sysfs ?? '/sys', cgroupfs, rootfs });
}

function requireDirectory(flag: string, path: string, probe: PathProbe): void {
  const found = probe(path);
  if (found === 'directory') return;
  const reason =
    found === 'missing'
      ? 'does not exist'
      : found === 'forbidden'
        ? 'cannot be read (permission denied)'
        : 'is not a directory';
  throw new PathError(`--${flag}: ${path} ${reason}`);
}

/** Checks in the filesystem what is at a path and whether this process can read it. */
export const probePath: PathProbe = (path) => {
  try {
    const status = statSync(path);
    if (!status.isDirectory() && !status.isFile()) return 'other';
    accessSync(path, status.isDirectory() ? constants.R_OK | constants.X_OK : constants.R_OK);
    return status.isDirectory() ? 'directory' : 'file';
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === 'EACCES' || code === 'EPERM' ? 'forbidden' : 'missing';
  }
};
