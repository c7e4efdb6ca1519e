import { colours } from '../colours.js';
import { latest, perSecond } from '../host-expressions.js';
import { trend } from '../trend.js';
import { units } from '../units.js';

/** Things of which the kernel has a fixed number for all containers together. */
export const kernelPanels = () => [
  trend({
    title: 'Shared tables in use',
    description:
      'Shares of what all containers have in common: connection tracking, open files, ports for outgoing connections. At 100 % new connections or files fail, in all containers.',
    unit: units.share,
    max: 1,
    lines: [
      {
        expr: `${latest('node_nf_conntrack_entries')} / (${latest('node_nf_conntrack_entries_limit')} > 0)`,
        legend: 'connection tracking, {{instance}}',
      },
      {
        expr: `${latest('node_filefd_allocated')} / (${latest('node_filefd_maximum')} > 0)`,
        legend: 'open files, {{instance}}',
      },
      {
        expr: latest('node_ephemeral_ports_in_use_ratio', { by: 'protocol' }),
        legend: '{{protocol}} ports, {{instance}}',
      },
    ],
  }),
  trend({
    title: 'Entropy',
    description:
      'Random bits at hand, of the pool (dashed). Programs that need random numbers may wait where it is near 0 (old kernels).',
    unit: units.count,
    lines: [
      { expr: latest('node_entropy_available_bits'), legend: 'available bits, {{instance}}', colour: colours.used },
      { expr: latest('node_entropy_pool_size_bits'), legend: 'pool, {{instance}}', bound: 'limit' },
    ],
  }),
  trend({
    title: 'Tasks that run and wait',
    description: 'Runnable tasks (more than CPUs: some wait for one) and tasks blocked by a disk.',
    unit: units.count,
    lines: [
      { expr: latest('node_procs_running'), legend: 'runnable, {{instance}}', colour: colours.used },
      { expr: latest('node_procs_blocked'), legend: 'blocked, {{instance}}', colour: colours.waiting },
      { expr: latest('machine_cpu_cores'), legend: 'CPUs, {{instance}}', bound: 'limit' },
    ],
  }),
  trend({
    title: 'Forks and context switches',
    description:
      'Many forks: something starts processes in a loop, such as a health check or a container that restarts.',
    unit: units.perSecond,
    lines: [
      { expr: perSecond('node_forks_total'), legend: 'forks, {{instance}}', colour: colours.used },
      {
        expr: perSecond('node_context_switches_total'),
        legend: 'context switches, {{instance}}',
        colour: colours.reclaimable,
      },
    ],
  }),
];
