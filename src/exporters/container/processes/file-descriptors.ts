import { gauge } from '../../../exposition/family.js';
import { label } from '../../../exposition/labels.js';
import { parseMaxOpenFiles } from '../../../kernel/proc/open-files-limit.js';
import type { Collector } from '../../collector.js';
import { eachRunning } from '../../each.js';

const descriptors = gauge('container_file_descriptors', 'Open file descriptors of all processes of the container.');
const openSockets = gauge('container_sockets', 'Open sockets of all processes of the container.');
const softLimit = gauge('container_ulimits_soft', "Soft limit of the container's first process; -1 for unlimited.", [
  'ulimit',
]);

const maxOpenFiles = label('ulimit', 'max_open_files');

export const fileDescriptors: Collector = {
  name: 'file-descriptors',
  help: 'Open files and sockets and their limit, from /proc/<pid>/fd; needs root with CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH, costs grow with the number of open files',
  enabledByDefault: false,
  needs: 'runtime',
  families: [descriptors, openSockets, softLimit],
  collect: (scrape) =>
    eachRunning(scrape, (container, emit) => {
      if (container.cgroup.kind === 'ancestor') return;
      const { proc, processes } = scrape;
      processes.mustBeVisible();
      const pids = processes.all(container.cgroup)?.filter((pid) => pid > 0);
      if (!pids?.length) return;
      const open = pids.flatMap((pid) => proc.openFiles(pid) ?? []);
      emit(descriptors, open.length);
      emit(openSockets, open.filter((target) => target.startsWith('socket:')).length);
      const first = processes.representative(container);
      const limit = first === undefined ? undefined : proc.read(`${first}/limits`, parseMaxOpenFiles);
      emit(softLimit, limit === Number.POSITIVE_INFINITY ? -1 : limit, maxOpenFiles);
    }),
};
