import { colours } from '../colours.js';
import { cpuLimit, cpuUsed, latest, perSecond, throttledShare } from '../container-expressions.js';
import { trend } from '../trend.js';
import { units } from '../units.js';

export const cpuPanels = () => [
  trend({
    title: 'CPU used',
    description:
      'CPUs in use, of those it can use at most (dashed): the least of its quota, those above it, its cpuset and the machine. The purple line is what its weight leaves it when everybody is busy.',
    unit: units.count,
    lines: [
      { expr: cpuUsed, legend: 'used, {{instance}}', colour: colours.used },
      { expr: cpuLimit, legend: 'limit, {{instance}}', bound: 'limit' },
      { expr: latest('container_cpu_guaranteed_cores'), legend: 'guaranteed, {{instance}}', bound: 'guaranteed' },
    ],
  }),
  trend({
    title: 'CPU throttled',
    description:
      'Share of periods (100 ms as a rule) in which it had used up its quota and stood still for the rest. Latency suffers from 25 % on, also while the average use is far below the limit. Nothing without a quota.',
    unit: units.share,
    max: 1,
    lines: [{ expr: throttledShare, legend: 'throttled, {{instance}}', colour: colours.pressing }],
  }),
  trend({
    title: 'CPU in user and kernel mode',
    description: 'What it used CPU for. Much in the kernel: system calls, page faults or network work.',
    unit: units.count,
    stacked: true,
    lines: [
      { expr: perSecond('container_cpu_user_seconds_total'), legend: 'user, {{instance}}', colour: colours.used },
      {
        expr: perSecond('container_cpu_system_seconds_total'),
        legend: 'kernel, {{instance}}',
        colour: colours.pressing,
      },
    ],
  }),
  trend({
    title: 'Time without CPU',
    description:
      'Share of time in which at least one task (waiting) or all of them (stalled) could have run but got no CPU: through its own quota, or others on the host. Needs PSI.',
    unit: units.share,
    lines: [
      {
        expr: perSecond('container_pressure_cpu_waiting_seconds_total'),
        legend: 'waiting, {{instance}}',
        colour: colours.waiting,
      },
      {
        expr: perSecond('container_pressure_cpu_stalled_seconds_total'),
        legend: 'stalled, {{instance}}',
        colour: colours.stalled,
      },
      {
        expr: perSecond('container_cpu_cfs_throttled_seconds_total'),
        legend: 'frozen by the quota, summed over CPUs, {{instance}}',
        colour: colours.pressing,
      },
    ],
  }),
];
