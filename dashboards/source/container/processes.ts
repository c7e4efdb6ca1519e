import { colours } from '../colours.js';
import { latest, perSecond } from '../container-expressions.js';
import { ofContainer, oneContainer } from '../selectors.js';
import { trend } from '../trend.js';
import { units } from '../units.js';

export const processPanels = () => [
  trend({
    title: 'Threads and processes',
    description:
      'The pids limit (dashed) counts threads. At the limit programs fail to start threads and processes ("Resource temporarily unavailable").',
    unit: units.count,
    lines: [
      { expr: latest('container_threads'), legend: 'threads, {{instance}}', colour: colours.used },
      { expr: latest('container_processes'), legend: 'processes, {{instance}}', colour: colours.reclaimable },
      { expr: latest('container_threads_max'), legend: 'limit, {{instance}}', bound: 'limit' },
    ],
  }),
  trend({
    title: 'Pids limit hits',
    description: 'Forks that failed because of the pids limit. Any is an error that a program saw.',
    unit: units.perSecond,
    lines: [
      { expr: perSecond('container_pids_limit_hits_total'), legend: 'failed forks, {{instance}}', colour: colours.bad },
    ],
  }),
  trend({
    title: 'Processes by state',
    description:
      'A zombie has ended and waits for its parent to take note: zombies that stay leak pids, and mean that the first process reaps no children (docker run --init does). Many uninterruptible ones wait for a disk.',
    unit: units.count,
    stacked: true,
    lines: [
      {
        expr: `sum by (${oneContainer}, state) (container_tasks_state{${ofContainer}})`,
        legend: '{{state}}, {{instance}}',
      },
    ],
  }),
  trend({
    title: 'Open files',
    description:
      'Open files of all its processes, sockets among them, and how many one process may open (dashed). Needs the collector file-descriptors (off by default).',
    unit: units.count,
    lines: [
      { expr: latest('container_file_descriptors'), legend: 'open files, {{instance}}', colour: colours.used },
      { expr: latest('container_sockets'), legend: 'sockets, {{instance}}', colour: colours.reclaimable },
      {
        expr: `${latest('container_ulimits_soft', ', ulimit="max_open_files"')} >= 0`,
        legend: 'limit of one process, {{instance}}',
        bound: 'limit',
      },
    ],
  }),
];
