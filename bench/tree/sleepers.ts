import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { undoAtEnd } from '../cleanup.js';
import { compile } from '../compile.js';

/**
 * Starts a small process for each container, which enters the cgroups whose cgroup.procs it is given, and has a network
 * namespace of its own. Resolves when all are where they belong; the answer ends them.
 */
export async function startSleepers(containers: readonly (readonly string[])[]): Promise<() => void> {
  const child = spawn(compile('tree/sleepers.c'), ['1'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const stop = undoAtEnd(() => child.kill('SIGKILL'));
  child.stdin.write(`${containers.map((files) => files.join('\t')).join('\n')}\n\n`);
  const ready = await Promise.race([
    once(child.stdout, 'data').then(() => true),
    once(child, 'exit').then(() => false),
  ]);
  if (!ready) throw new Error('the processes for the cgroups could not be started');
  return stop;
}
