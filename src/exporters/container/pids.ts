import { counter, gauge } from '../../exposition/family.js';
import type { CgroupExporter } from '../collector.js';

const processes = gauge('container_processes', 'Processes in the container.');
const threads = gauge('container_threads', 'Threads in the container: what the pids limit counts.');
const threadsMax = gauge('container_threads_max', 'Most threads allowed; absent without a limit.');
const limitHits = counter('container_pids_limit_hits_total', 'Forks that failed because of the pids limit.');

export const pids: CgroupExporter = {
  name: 'pids',
  help: 'Processes, threads and the pids limit, from the pids controller and cgroup.procs',
  scope: 'cgroup',
  enabledByDefault: true,
  families: [processes, threads, threadsMax, limitHits],
  collect(container, context) {
    const { emit, cgroups } = context;
    const stat = cgroups.pids(container.cgroup.path);
    emit(threads, stat?.current);
    if (stat?.limit !== Number.POSITIVE_INFINITY) emit(threadsMax, stat?.limit);
    emit(limitHits, stat?.limitHits);
    // An ancestor's processes are those of everything below it, which threads tell without visiting all of that.
    if (container.cgroup.kind !== 'ancestor') emit(processes, context.processes.all(container)?.length);
  },
};
