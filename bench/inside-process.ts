import { fork } from 'node:child_process';
import { once } from 'node:events';
import { undoAtEnd } from './cleanup.js';
import { here, withTypeScript } from './paths.js';

/** A script of inside/ in a process of its own, which answers one order at a time. */
export interface InsideProcess<Order, Answer> {
  readonly pid: number;
  ask(order: Order): Promise<Answer>;
  stop(): void;
}

/** What a script sends where it could not do what it was asked for. */
export interface Failure {
  readonly failure: string;
}

export async function startInside<Order extends object, Answer extends object>(
  script: string,
  args: readonly string[] = [],
  nodeFlags: readonly string[] = [],
): Promise<InsideProcess<Order, Answer>> {
  const child = fork(here(`inside/${script}`), args, { execArgv: [...nodeFlags, ...withTypeScript] });
  const stop = undoAtEnd(() => child.kill('SIGKILL'));
  // Not an error where nobody waits for an answer: then it was told to end.
  const ended = new AbortController();
  child.once('exit', () => ended.abort(new Error(`bench/inside/${script} ended`)));
  const answer = () => once(child, 'message', { signal: ended.signal });
  await answer();
  return {
    pid: child.pid ?? 0,
    async ask(order) {
      child.send(order);
      const [said] = (await answer()) as [Answer | Failure];
      if ('failure' in said) throw new Error(said.failure);
      return said;
    },
    stop,
  };
}
