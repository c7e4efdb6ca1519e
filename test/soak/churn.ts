import { setTimeout as sleep } from 'node:timers/promises';
import type { CgroupTree, Limits } from './cgroup-tree.js';
import { addMember, type Population } from './population.js';

const mebibyte = 2 ** 20;

/** Holds 4 MB and waits. */
const quiet = 'held=$(head -c 4000000 /dev/zero | tr "\\\\0" x); read line';
/** Works as much as it may, as long as this process lives. */
const busy = 'while kill -0 $PPID; do i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); done; done';

/** Cgroups that stay from the beginning to the end. */
export function settle(tree: CgroupTree, population: Population): void {
  const stay: readonly (readonly [Limits, string])[] = [
    [{}, quiet],
    [{ memory: 64 * mebibyte, pids: 50 }, quiet],
    [{ memory: 32 * mebibyte, cpus: 0.5, pinned: true }, quiet],
    [{ cpus: 0.1 }, busy],
    [{ cpus: 0.05, memory: 48 * mebibyte }, busy],
  ];
  for (const [limits, script] of stay) {
    const path = tree.make(limits);
    tree.run(path, script);
    addMember(population, { path, quiet: script === quiet, restarted: false });
  }
}

/** Makes and removes cgroups, some of them with a process, until `signal`. */
export async function churnCgroups(tree: CgroupTree, population: Population, signal: AbortSignal): Promise<void> {
  for (let i = 0; !signal.aborted; i++) {
    const path = tree.make({ memory: 64 * mebibyte, cpus: 0.2, pids: 20 });
    if (i % 4 === 0) tree.run(path, 'read line');
    const member = addMember(population, { path, quiet: false, restarted: false });
    await sleep(1 + (i % 7) * 10);
    await tree.remove(path);
    member.gone = performance.now();
  }
}
