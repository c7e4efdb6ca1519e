import { type ChildProcess, fork } from 'node:child_process';
import type { AskFilesystem, FilesystemUsage } from './statfs.js';

/** The response of the process in statfs-child.ts; no usage if the system calls failed. */
export interface StatfsAnswer {
  readonly path: string;
  readonly usage: FilesystemUsage | undefined;
}

interface Question {
  readonly resolve: (usage: FilesystemUsage) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Queries filesystems from a separate process, which is started by the first query and costs 7 MB of memory. For those
 * that may hang: Node.js joins its threads before it exits, so one hung query would keep this process alive until
 * somebody kills it. As PID 1 of a container it could not even kill itself. The other process ends with this one.
 *
 * No path may be queried twice at once.
 */
export function createStatfsProcess(): AskFilesystem {
  const questions = new Map<string, Question>();
  let child: ChildProcess | undefined;

  function start(): ChildProcess {
    const started = fork(new URL('./statfs-child.js', import.meta.url), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    started.on('message', ({ path, usage }: StatfsAnswer) => {
      const question = questions.get(path);
      questions.delete(path);
      if (usage) question?.resolve(usage);
      else question?.reject(new Error(`${path} cannot be asked how full it is`));
    });
    started.on('error', (error) => lose(started, error));
    started.on('exit', () => lose(started, new Error('the process that asks filesystems has ended')));
    return started;
  }

  /** The next query starts a new one. */
  function lose(lost: ChildProcess, error: Error): void {
    if (child !== lost) return;
    child = undefined;
    for (const { reject } of questions.values()) reject(error);
    questions.clear();
  }

  return (path) =>
    new Promise((resolve, reject) => {
      const asked = child ?? start();
      child = asked;
      questions.set(path, { resolve, reject });
      asked.send(path, (error) => {
        if (error) lose(asked, error);
      });
    });
}
