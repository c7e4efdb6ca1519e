import type { Mount } from './parse/mountinfo.js';

/**
 * The mount that a path is on: the one with the longest mount point that the path is below, of several on the same mount
 * point the last. The path must be absolute and without symbolic links.
 */
export function mountOfPath(mounts: readonly Mount[], path: string): Mount | undefined {
  let holder: Mount | undefined;
  for (const mount of mounts) {
    if (isAtOrBelow(path, mount.mountPoint) && mount.mountPoint.length >= (holder?.mountPoint.length ?? 0))
      holder = mount;
  }
  return holder;
}

/** Whether a path is the directory or below it, by its name. */
export function isAtOrBelow(path: string, directory: string): boolean {
  return directory === '/' || path === directory || path.startsWith(`${directory}/`);
}
