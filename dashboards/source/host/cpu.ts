import { colours } from '../colours.js';
import { latest, perSecond } from '../host-expressions.js';
import { ofHost, oneHost } from '../selectors.js';
import { trend } from '../trend.js';
import { units } from '../units.js';

const cores = latest('machine_cpu_cores');

export const cpuPanels = () => [
  trend({
    title: 'CPU utilization',
    description:
      'Share of all CPUs that was not idle. Waiting for disks is idle. Near 100 %: look at the saturation beside it.',
    unit: units.share,
    max: 1,
    lines: [
      {
        expr: `1 - sum by (${oneHost}) (rate(node_cpu_seconds_total{${ofHost}, mode=~"idle|iowait"}[$__rate_interval])) / ${cores}`,
        legend: '{{instance}}',
      },
    ],
  }),
  trend({
    title: 'CPU saturation',
    description:
      'Share of time in which some task could have run but got no CPU (PSI). Above 10 % programs answer later than they could.',
    unit: units.share,
    lines: [{ expr: perSecond('node_pressure_cpu_waiting_seconds_total'), legend: '{{instance}}' }],
  }),
  trend({
    title: 'CPU modes',
    description:
      'What CPUs were used for, in CPUs. steal: the hypervisor gave the time to others, an error of the machine below. softirq: network work.',
    unit: units.count,
    stacked: true,
    lines: [
      {
        expr: perSecond('node_cpu_seconds_total', { by: 'mode', only: ', mode!="idle"' }),
        legend: '{{mode}}, {{instance}}',
      },
    ],
  }),
  trend({
    title: 'Load by CPU',
    description: 'Tasks that run or wait (for disks too), by CPU, over 1 and 15 minutes. Above 1 there is a queue.',
    unit: units.count,
    lines: [
      { expr: `${latest('node_load1')} / ${cores}`, legend: '1 min, {{instance}}', colour: colours.used },
      { expr: `${latest('node_load15')} / ${cores}`, legend: '15 min, {{instance}}', colour: colours.reclaimable },
    ],
  }),
];
