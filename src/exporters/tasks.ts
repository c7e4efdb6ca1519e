import { gauge } from '../exposition/family.js';
import { label } from '../exposition/labels.js';
import { parsePidStat } from '../kernel/parse/pid-stat.js';
import type { CgroupExporter } from './exporter.js';

const tasksState = gauge(
  'container_tasks_state',
  'Processes by state. A zombie has ended and waits for its parent to take note: one that never does leaks pids.',
  ['state'],
);

/** proc_pid_stat(5), with the names that cAdvisor has for them; it has none for zombies and idle kernel threads. */
const states = {
  running: 'R',
  sleeping: 'S',
  uninterruptible: 'D',
  stopped: 'Tt',
  zombie: 'Z',
} as const;

const rendered = Object.entries(states).map(([state, letters]) => ({ letters, labels: label('state', state) }));

export const tasks: CgroupExporter = {
  name: 'tasks',
  help: 'Processes by state, zombies among them; reads the stat file of each process in containers',
  scope: 'cgroup',
  enabledByDefault: true,
  families: [tasksState],
  collect(container, { emit, proc, processes }) {
    if (container.cgroup.kind === 'ancestor') return;
    const pids = processes.all(container);
    if (pids === undefined) return;
    const found = pids.map((pid) => proc.read(`${pid}/stat`, parsePidStat)?.state);
    for (const { letters, labels } of rendered) {
      emit(tasksState, found.filter((state) => state !== undefined && letters.includes(state)).length, labels);
    }
  },
};
