import { gauge } from '../../../exposition/family.js';
import { label } from '../../../exposition/labels.js';
import { parseNumber } from '../../../kernel/text/bytes.js';
import type { Collector } from '../../collector.js';

const threads = gauge('node_processes_threads', 'Allocated threads in system.');
const mostThreads = gauge('node_processes_max_threads', 'Limit of threads in the system.');
const inState = gauge('node_processes_state', 'Number of processes in each state.', ['state']);
const pids = gauge('node_processes_pids', 'Number of processes.');
const mostPids = gauge('node_processes_max_processes', 'Limit of PIDs in the system, which threads have too.');

export const hostProcesses: Collector = {
  name: 'host-processes',
  group: 'host',
  help: "The host's processes by state, their threads and limits. Reads each process: about 10 us",
  enabledByDefault: false,
  needs: 'nothing',
  families: [threads, mostThreads, inState, pids, mostPids],
  async collect({ proc, emit, breathe }) {
    emit(mostThreads, proc.read('sys/kernel/threads-max', parseNumber));
    emit(mostPids, proc.read('sys/kernel/pid_max', parseNumber));
    // Otherwise a part of them would look like all of them.
    if (proc.hidesProcesses()) return;
    const states = new Map<string, number>();
    let threadCount = 0;
    let count = 0;
    for (const name of proc.list('') ?? []) {
      const stat = /^\d+$/.test(name) ? proc.stat(Number(name)) : undefined;
      if (stat) {
        states.set(stat.state, (states.get(stat.state) ?? 0) + 1);
        threadCount += stat.threads;
        count++;
      }
      const turn = breathe();
      if (turn) await turn;
    }
    if (count === 0) return;
    emit(threads, threadCount);
    emit(pids, count);
    for (const [state, number] of states) emit(inState, number, label('state', state));
  },
};
