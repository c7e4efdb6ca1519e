import { colours } from '../colours.js';
import { latest, perSecond } from '../host-expressions.js';
import { trend } from '../trend.js';
import { units } from '../units.js';

export const memoryPanels = () => [
  trend({
    title: 'Memory utilization',
    description: 'Share of memory that is not available to new programs. Page cache counts as available.',
    unit: units.share,
    max: 1,
    lines: [
      {
        expr: `1 - ${latest('node_memory_MemAvailable_bytes')} / ${latest('node_memory_MemTotal_bytes')}`,
        legend: '{{instance}}',
      },
    ],
  }),
  trend({
    title: 'Memory saturation',
    description:
      'Share of time in which some (waiting) or all (stalled) tasks waited for memory (PSI). More than a few percent: the host is short of memory.',
    unit: units.share,
    lines: [
      {
        expr: perSecond('node_pressure_memory_waiting_seconds_total'),
        legend: 'waiting, {{instance}}',
        colour: colours.waiting,
      },
      {
        expr: perSecond('node_pressure_memory_stalled_seconds_total'),
        legend: 'stalled, {{instance}}',
        colour: colours.stalled,
      },
    ],
  }),
  trend({
    title: 'Memory in use',
    description: 'What is not available, of all there is (dashed), and what would be given back when needed.',
    unit: units.bytes,
    lines: [
      {
        expr: `${latest('node_memory_MemTotal_bytes')} - ${latest('node_memory_MemAvailable_bytes')}`,
        legend: 'not available, {{instance}}',
        colour: colours.used,
      },
      { expr: latest('node_memory_Cached_bytes'), legend: 'page cache, {{instance}}', colour: colours.reclaimable },
      { expr: latest('node_memory_MemTotal_bytes'), legend: 'total, {{instance}}', bound: 'limit' },
    ],
  }),
  trend({
    title: 'Memory errors',
    description:
      'OOM kills anywhere on the host: each is a process that is gone. Major faults and swapping: memory that had to be read from disk again.',
    unit: units.perSecond,
    lines: [
      { expr: perSecond('node_vmstat_oom_kill'), legend: 'OOM kills, {{instance}}', colour: colours.bad },
      { expr: perSecond('node_vmstat_pgmajfault'), legend: 'major faults, {{instance}}', colour: colours.waiting },
      { expr: perSecond('node_vmstat_pswpin'), legend: 'swapped in, {{instance}}', colour: colours.inward },
      { expr: perSecond('node_vmstat_pswpout'), legend: 'swapped out, {{instance}}', colour: colours.outward },
    ],
  }),
];
