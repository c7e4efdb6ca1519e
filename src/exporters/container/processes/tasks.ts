import { gauge } from '../../../exposition/family.js';
import { label } from '../../../exposition/labels.js';
import type { PidStat } from '../../../kernel/proc/pid-stat.js';
import type { ProcReader } from '../../../kernel/proc/procfs.js';
import { numberFields } from '../../../kernel/text/fields.js';
import type { Collector } from '../../collector.js';
import { eachCgroup } from '../../each.js';

const tasksState = gauge(
  'container_tasks_state',
  'Processes by state. A zombie has ended and waits for its parent to take note: one that never does leaks pids.',
  ['state'],
);

const zombie = 'Z';

/** proc_pid_stat(5), under cAdvisor's names; it has none for zombies and idle kernel threads. */
const states = {
  running: 'R',
  sleeping: 'S',
  uninterruptible: 'D',
  stopped: 'Tt',
  zombie,
} as const;

const rendered = Object.entries(states).map(([state, letters]) => ({ letters, labels: label('state', state) }));

export const tasks: Collector = {
  name: 'tasks',
  help: 'Processes by state, zombies among them; reads the stat file of each process in containers',
  enabledByDefault: true,
  needs: 'containers',
  families: [tasksState],
  collect: (scrape) =>
    eachCgroup(scrape, (cgroup, emit) => {
      if (cgroup.kind === 'ancestor') return;
      const { cgroups, proc, processes } = scrape;
      processes.mustBeVisible();
      const pids = processes.all(cgroup);
      if (pids === undefined) return;
      const found = new Map<number, PidStat>();
      for (const pid of pids) {
        const stat = proc.stat(pid);
        if (stat) found.set(pid, stat);
      }
      const inState = (letters: string) => {
        let count = 0;
        for (const { state } of found.values()) if (letters.includes(state)) count++;
        return count;
      };
      const hidden = hiddenZombies(found, cgroups.pids(cgroup.path)?.current, proc);
      for (const { letters, labels } of rendered) {
        if (letters !== zombie) emit(tasksState, inState(letters), labels);
        else if (hidden !== undefined) emit(tasksState, inState(letters) + hidden, labels);
      }
    }),
};

/**
 * Zombies that no process list shows: since 5.2 the kernel leaves them out of cgroup.procs, but they still count
 * towards the pids limit. Only when that count is higher than the number of threads are each process's children checked
 * (CONFIG_PROC_CHILDREN): only they show that the difference is not a process that has just started.
 */
function hiddenZombies(
  found: ReadonlyMap<number, PidStat>,
  counted: number | undefined,
  proc: ProcReader,
): number | undefined {
  if (counted === undefined) return undefined;
  let threads = 0;
  for (const stat of found.values()) threads += stat.threads;
  if (counted <= threads) return 0;
  let zombies: number | undefined;
  for (const pid of found.keys()) {
    for (const thread of proc.list(`${pid}/task`) ?? []) {
      const children = proc.read(`${pid}/task/${thread}/children`, parseChildren);
      if (children === undefined) continue;
      const dead = children.filter((child) => !found.has(child) && proc.stat(child)?.state === zombie);
      zombies = (zombies ?? 0) + dead.length;
    }
  }
  return zombies;
}

/** `101 102 ` */
function parseChildren(text: Uint8Array): number[] {
  return numberFields(text, 0, text.length, 'children');
}
