import { accessSync, constants, statSync } from 'node:fs';
import type { PathProbe } from './paths.js';

/** Asks the file system what is at a path and whether this process may read it. */
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
