import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { undoAtEnd } from './cleanup.js';

/** A process that the kernel kills when this one ends, however it ends. */
export interface TiedProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  kill(): void;
}

export function spawnTied(command: string, args: readonly string[], options: SpawnOptions): TiedProcess {
  // setpriv becomes the command: the process is the same.
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', command, ...args], options);
  return { child, pid: child.pid ?? 0, kill: undoAtEnd(() => child.kill('SIGKILL')) };
}
