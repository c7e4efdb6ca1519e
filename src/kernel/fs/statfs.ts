import { stat, statfs } from 'node:fs/promises';
import { settlesWithin } from '../../async/wait.js';

/** Sizes in bytes, files in inodes. `available` is what non-root users can still fill. */
export interface FilesystemUsage {
  readonly size: number;
  readonly free: number;
  readonly available: number;
  readonly files: number;
  readonly filesFree: number;
  /** Number of the device that the path is on, from stat(2). */
  readonly device: number;
}

/**
 * Queries the kernel about the filesystem at a path; rejects if a system call fails, and never settles if a mount
 * hangs.
 */
export type AskFilesystem = (path: string) => Promise<FilesystemUsage>;

/**
 * The kernel's answer. Blocks are counted in f_bsize, as node_exporter does: Node.js does not expose f_frsize, in which
 * POSIX counts them. The kernel uses f_bsize for filesystems without a f_frsize of their own; on some in user space the
 * two may differ.
 */
export const askKernel: AskFilesystem = async (path) => {
  // One after the other, so that a mount that hangs does not take two threads.
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

export interface PatientAsker {
  (path: string, signal: AbortSignal): Promise<FilesystemUsage | undefined>;
  /** Whether a path is not queried now: its last query hangs, or as many others hang as the limit allows. */
  hangs(path: string): boolean;
}

/**
 * Queries filesystems, any of which may hang while a server is unreachable or a disk is broken. A hung query holds one
 * of the four threads that Node.js also needs for gzip and name lookups, and it cannot be cancelled. So no more than
 * `limit` are in progress at once, a path is never queried again while its last query hangs, and when `limit` queries
 * hang, no others are started: the answer is undefined, at once. Other callers queue.
 */
export function createPatientAsker(
  ask: AskFilesystem,
  { limit, timeoutMs }: { readonly limit: number; readonly timeoutMs: number },
): PatientAsker {
  const underWay = new Map<string, Question>();
  const hung = new Set<string>();
  const line: Waiter[] = [];

  const hangs = (path: string) => hung.has(path) || hung.size >= limit;

  function begin(path: string): Question {
    const question = ask(path)
      .catch(() => undefined)
      .finally(() => {
        underWay.delete(path);
        hung.delete(path);
        advance();
      });
    underWay.set(path, question);
    return question;
  }

  /** Starts queued queries while there is room, and answers the rest with undefined once there will be none. */
  function advance(): void {
    while (line.length > 0 && (underWay.size < limit || hung.size >= limit)) {
      const waiter = line.shift();
      if (waiter?.hasLeft === false) waiter.enter(take(waiter.path));
    }
  }

  /** Undefined if it must not be queried: it hangs, or as many hang as the limit allows. */
  function take(path: string): { readonly question: Question } | undefined {
    if (hangs(path)) return undefined;
    return { question: underWay.get(path) ?? begin(path) };
  }

  async function inLine(path: string, signal: AbortSignal): Promise<{ readonly question: Question } | undefined> {
    if (underWay.has(path) || underWay.size < limit || hung.size >= limit) return take(path);
    const waiter: Waiter = { path, hasLeft: false, enter: () => {} };
    const entered = new Promise<{ readonly question: Question } | undefined>((resolve) => {
      waiter.enter = resolve;
    });
    line.push(waiter);
    if (await settlesWithin(entered, Number.POSITIVE_INFINITY, signal)) return entered;
    waiter.hasLeft = true;
    return undefined;
  }

  const askPatiently = async (path: string, signal: AbortSignal) => {
    if (signal.aborted) return undefined;
    const { question } = (await inLine(path, signal)) ?? {};
    if (!question) return undefined;
    const inTime = await settlesWithin(question, timeoutMs, signal);
    if (!inTime && underWay.get(path) === question) {
      hung.add(path);
      advance();
    }
    return inTime ? question : undefined;
  };
  return Object.assign(askPatiently, { hangs });
}

type Question = Promise<FilesystemUsage | undefined>;

/** A caller that waits until fewer queries are in progress. */
interface Waiter {
  readonly path: string;
  hasLeft: boolean;
  enter(taken: { readonly question: Question } | undefined): void;
}
