import { type Check, eachContainer } from '../check.js';
import { commandFor } from '../command-words.js';
import type { Sight, Subject } from '../sight.js';
import { thresholds } from '../thresholds.js';
import { counted, duration, percent } from '../words.js';

function raisePids(container: Subject, sight: Sight) {
  const limit = sight.of(container, 'container_threads_max');
  if (!limit) return {};
  return commandFor(container, (tool, name) => `${tool} update --pids-limit ${limit * 2} ${name}`);
}

/** Without its own limit it can only be an ancestor's (v1, and v2 before Linux 6.11). */
function whoseLimit(container: Subject, sight: Sight): string {
  return sight.of(container, 'container_threads_max') === undefined ? 'a pids limit above it' : 'its pids limit';
}

function pidsEvidence(container: Subject, sight: Sight) {
  const threads = sight.of(container, 'container_threads');
  const limit = sight.of(container, 'container_threads_max');
  return threads === undefined || limit === undefined
    ? []
    : [{ label: 'Processes and threads', value: `${threads} of ${limit}` }];
}

const limitHit: Check = {
  id: 'ContainerPidsLimitHit',
  page: 'containers',
  collectors: ['pids', 'lifetime'],
  find: eachContainer((container, sight) => {
    const hits = sight.of(container, 'container_pids_limit_hits_total');
    if (!hits || sight.of(container, 'container_last_seen') === undefined) return undefined;
    const started = sight.of(container, 'container_start_time_seconds');
    const age = started === undefined ? undefined : sight.at - started;
    const rise = sight.riseOf(container, 'container_pids_limit_hits_total') ?? 0;
    const isNew = rise > 0 || (age !== undefined && age < thresholds.youngForForks);
    return {
      severity: isNew ? 'critical' : 'info',
      title: isNew
        ? `${container.name} cannot start processes: ${whoseLimit(container, sight)} refused ${counted(rise || hits, 'fork')}`
        : `${container.name} could not start a process ${counted(hits, 'time')} ${age === undefined ? 'before' : `in the last ${duration(age)}`}: pids limit`,
      meaning: 'It may fail in ways that its log does not explain, and docker exec fails too.',
      evidence: [{ label: 'Forks refused since its start', value: String(hits) }, ...pidsEvidence(container, sight)],
      ...raisePids(container, sight),
    };
  }),
};

const nearLimit: Check = {
  id: 'ContainerPidsNearLimit',
  page: 'containers',
  collectors: ['pids'],
  find: eachContainer((container, sight) => {
    const threads = sight.of(container, 'container_threads');
    const limit = sight.of(container, 'container_threads_max');
    if (threads === undefined || !limit || threads / limit <= thresholds.pidsOfLimit) return undefined;
    return {
      severity: 'warning',
      title: `${container.name} has ${percent(threads / limit)} of the processes and threads it may have`,
      meaning: 'At 100 % it cannot start any more. See what they are before you raise the limit.',
      evidence: pidsEvidence(container, sight),
      ...raisePids(container, sight),
    };
  }),
};

const zombies: Check = {
  id: 'ContainerZombies',
  page: 'containers',
  collectors: ['tasks'],
  find: eachContainer((container, sight) => {
    const count = sight.of(container, 'container_tasks_state', { state: 'zombie' });
    if (count === undefined || count <= thresholds.zombies) return undefined;
    return {
      severity: 'warning',
      title: `${container.name} has ${counted(count, 'zombie')}`,
      meaning:
        'These processes have ended, but their parent never reaps them, and each keeps a pid. Start the container with --init, or fix the parent.',
      evidence: [{ label: 'Zombies', value: String(count) }, ...pidsEvidence(container, sight)],
      ...commandFor(container, (tool, name) => `${tool} top ${name} -eo pid,ppid,stat,comm`),
    };
  }),
};

/** The limit is per process, the count is of all: at least one process is at least this close to it. */
const fileDescriptors: Check = {
  id: 'ContainerFileDescriptorsNearLimit',
  page: 'containers',
  collectors: ['file-descriptors', 'pids'],
  optional: true,
  find: eachContainer((container, sight) => {
    const open = sight.of(container, 'container_file_descriptors');
    const processes = sight.of(container, 'container_processes');
    const limit = sight.of(container, 'container_ulimits_soft', { ulimit: 'max_open_files' });
    if (open === undefined || !processes || limit === undefined || limit <= 0) return undefined;
    const share = open / processes / limit;
    if (share <= thresholds.filesOfLimit) return undefined;
    return {
      severity: 'warning',
      title: `${container.name} has ${percent(share)} of the files open that its processes may have`,
      meaning: 'At 100 % opening files and connections fails (EMFILE). Look for what is not closed.',
      evidence: [
        { label: 'Open files', value: `${open} in ${counted(processes, 'process', 'processes')}` },
        { label: 'Limit of each process', value: String(limit) },
      ],
      ...commandFor(container, (tool, name) => `${tool} top ${name}`),
    };
  }),
};

export const containerProcessChecks = [limitHit, nearLimit, zombies, fileDescriptors];
