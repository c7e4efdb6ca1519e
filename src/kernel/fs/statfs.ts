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
  // One after the other, as a mount that hangs must not take two threads.
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
  /** Whether a path is not asked about now: its last question hangs, or as many others do as may. */
  hangs(path: string): boolean;
}

/**
 * Asks about filesystems, any of which may hang for as long as a server is away or a disk is broken. A hung question holds
 * one of the four threads that Node.js also needs for gzip and name lookups, and nothing can take it back. So no more than
 * `limit` are under way at once, a path is never asked again while its last question hangs, and when all that may be under
 * way hang, no others are asked: the answer is undefined, at once. Who comes meanwhile waits in line.
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

  /** Asks for those in line as far as there is room, and sends them away once there will be none. */
  function advance(): void {
    while (line.length > 0 && (underWay.size < limit || hung.size >= limit)) {
      const waiter = line.shift();
      if (waiter?.hasLeft === false) waiter.enter(take(waiter.path));
    }
  }

  /** Undefined where it may not be asked about: it hangs, or all that may be under way do. */
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

/** Who waits until fewer questions are under way. */
interface Waiter {
  readonly path: string;
  hasLeft: boolean;
  enter(taken: { readonly question: Question } | undefined): void;
}
