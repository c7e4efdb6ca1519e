import { stat, statfs } from 'node:fs/promises';
import { settlesWithin } from '../../async/wait.js';

/** Sizes in bytes, files in inodes. `available` is what users other than root may still fill. */
export interface FilesystemUsage {
  readonly size: number;
  readonly free: number;
  readonly available: number;
  readonly files: number;
  readonly filesFree: number;
  /** Number of the device that the path is on, as stat(2) says it. */
  readonly device: number;
}

/** Asks the kernel about the filesystem at a path; rejects as system calls fail, and never settles where a mount hangs. */
export type AskFilesystem = (path: string) => Promise<FilesystemUsage>;

/**
 * The kernel's answer. Blocks are counted in f_bsize, as node_exporter does: Node.js does not tell f_frsize, in which POSIX
 * counts them. The kernel fills in f_bsize for filesystems that have no other; on some in user space the two may differ.
 */
export const askKernel: AskFilesystem = async (path) => {
  const { dev } = await stat(path);
  const { bsize, blocks, bfree, bavail, files, ffree } = await statfs(path);
  return {
    size: blocks * bsize,
    free: bfree * bsize,
    available: bavail * bsize,
    files,
    filesFree: ffree,
    device: dev,
  };
};

/**
 * Asks about filesystems, any of which may hang for as long as a server is away or a disk is broken. A hung question holds
 * one of the four threads that Node.js also needs for gzip and name lookups, and nothing can take it back. So no more than
 * `limit` are under way at once, a path is never asked again while its last question hangs, and when all that may be under
 * way hang, no others are asked: the answer is undefined, at once.
 */
export function createPatientAsker(
  ask: AskFilesystem,
  { limit, timeoutMs }: { readonly limit: number; readonly timeoutMs: number },
): (path: string, signal: AbortSignal) => Promise<FilesystemUsage | undefined> {
  const underWay = new Map<string, Promise<FilesystemUsage | undefined>>();
  const hung = new Set<string>();

  return async (path, signal) => {
    while (!signal.aborted && !hung.has(path) && hung.size < limit) {
      const question = underWay.get(path) ?? (underWay.size < limit ? begin(path) : undefined);
      if (question) {
        const inTime = await settlesWithin(question, timeoutMs, signal);
        if (!inTime && underWay.get(path) === question) hung.add(path);
        return inTime ? question : undefined;
      }
      await settlesWithin(Promise.race(underWay.values()), timeoutMs, signal);
    }
    return undefined;
  };

  function begin(path: string): Promise<FilesystemUsage | undefined> {
    const question = ask(path)
      .catch(() => undefined)
      .finally(() => {
        underWay.delete(path);
        hung.delete(path);
      });
    underWay.set(path, question);
    return question;
  }
}
