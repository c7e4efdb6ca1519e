import { counter, gauge } from '../../../exposition/family.js';
import type { PidsStat } from '../../../kernel/cgroup/cgroup-reader.js';
import type { Collector } from '../../collector.js';
import { eachCgroup } from '../../each.js';
import { emitFigures, type Figures, familiesOf } from '../../figures.js';

const figures: Figures<PidsStat> = [
  [gauge('container_threads', 'Threads in the container: what the pids limit counts.'), ({ current }) => current],
  [
    gauge('container_threads_max', 'Most threads allowed; absent without a limit.'),
    ({ limit }) => (limit === Number.POSITIVE_INFINITY ? undefined : limit),
  ],
  [gauge('container_threads_peak', 'Most threads that there were at once (Linux 6.1).'), ({ peak }) => peak],
  [
    counter(
      'container_pids_limit_hits_total',
      'Forks that failed because of a pids limit: that of the container or, before Linux 6.11 and on v1, of one above it. From 6.11 on an ancestor counts those of all below it.',
    ),
    ({ limitHits }) => limitHits,
  ],
];
const processes = gauge('container_processes', 'Processes in the container.');

export const pids: Collector = {
  name: 'pids',
  help: 'Processes, threads and the pids limit, from the pids controller and cgroup.procs',
  enabledByDefault: true,
  needs: 'containers',
  families: [processes, ...familiesOf(figures)],
  collect: (scrape) =>
    eachCgroup(scrape, (cgroup, emit) => {
      emitFigures(figures, scrape.cgroups.pids(cgroup.path), emit);
      // An ancestor's processes are those of everything below it; the thread count covers them without visiting all
      // that.
      if (cgroup.kind !== 'ancestor') emit(processes, scrape.processes.all(cgroup)?.length);
    }),
};
