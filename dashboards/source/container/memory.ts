import { colours } from '../colours.js';
import {
  latest,
  memoryInUse,
  memoryLimit,
  memoryOfLimit,
  memoryUnreclaimable,
  perSecond,
} from '../container-expressions.js';
import { ofContainer, oneContainer } from '../selectors.js';
import { trend } from '../trend.js';
import { units } from '../units.js';

export const memoryPanels = () => [
  trend({
    title: 'Memory',
    description:
      'The OOM killer comes when unreclaimable memory (orange) reaches the limit (dashed). Memory in use may stay at the limit for days, as page cache fills what is free: that is well.',
    unit: units.bytes,
    lines: [
      { expr: memoryInUse, legend: 'working set, {{instance}}', colour: colours.used },
      { expr: memoryUnreclaimable, legend: 'unreclaimable, {{instance}}', colour: colours.pressing },
      {
        expr: latest('container_memory_usage_bytes'),
        legend: 'in use with all cache, {{instance}}',
        colour: colours.reclaimable,
      },
      { expr: memoryLimit, legend: 'limit, {{instance}}', bound: 'limit' },
      {
        expr: `${latest('container_spec_memory_reservation_limit_bytes')} > 0`,
        legend: 'reservation, {{instance}}',
        bound: 'guaranteed',
      },
    ],
  }),
  trend({
    title: 'Unreclaimable memory of the limit',
    description:
      'How near an OOM kill is: 100 % is where the kernel kills. A steady rise is a leak; a flat line near the top is a limit that is too tight.',
    unit: units.share,
    max: 1,
    lines: [{ expr: memoryOfLimit, legend: 'of the limit, {{instance}}', colour: colours.pressing }],
  }),
  trend({
    title: 'What memory consists of',
    description: 'Anonymous memory and kernel memory cannot be given back without swap; page cache can.',
    unit: units.bytes,
    stacked: true,
    lines: [
      { expr: latest('container_memory_rss'), legend: 'anonymous, {{instance}}', colour: colours.used },
      { expr: latest('container_memory_kernel_usage'), legend: 'kernel, {{instance}}', colour: colours.pressing },
      { expr: latest('container_memory_cache'), legend: 'page cache, {{instance}}', colour: colours.reclaimable },
      { expr: latest('container_memory_swap'), legend: 'swap, {{instance}}', colour: colours.waiting },
    ],
  }),
  trend({
    title: 'Limit hits and OOM kills',
    description:
      'How often memory was at the limit (reclaim works, and slows down), over memory.high (it is slowed down on purpose), and what was killed. Hits without kills: page cache gives way.',
    unit: units.perSecond,
    lines: [
      { expr: perSecond('container_memory_failcnt'), legend: 'at the limit, {{instance}}', colour: colours.waiting },
      {
        expr: perSecond('container_memory_events_high_total'),
        legend: 'over memory.high, {{instance}}',
        colour: colours.stalled,
      },
      { expr: perSecond('container_oom_events_total'), legend: 'killed, {{instance}}', colour: colours.bad },
    ],
  }),
  trend({
    title: 'Memory pressure',
    description:
      'Share of time in which at least one task (waiting) or all (stalled) waited for memory to be reclaimed or read back. Above 10 % it is short of memory, whatever the figures above say. Needs PSI.',
    unit: units.share,
    lines: [
      {
        expr: perSecond('container_pressure_memory_waiting_seconds_total'),
        legend: 'waiting, {{instance}}',
        colour: colours.waiting,
      },
      {
        expr: perSecond('container_pressure_memory_stalled_seconds_total'),
        legend: 'stalled, {{instance}}',
        colour: colours.stalled,
      },
    ],
  }),
  trend({
    title: 'Major page faults and refaults',
    description:
      'Pages read from disk because they were not in memory, and those of them that were there a short time ago (refaults). Many refaults: the working set does not fit, it is thrashing.',
    unit: units.perSecond,
    lines: [
      {
        expr: `sum by (${oneContainer}) (rate(container_memory_failures_total{${ofContainer}, failure_type="pgmajfault", scope="hierarchy"}[$__rate_interval]))`,
        legend: 'major faults, {{instance}}',
        colour: colours.used,
      },
      {
        expr: perSecond('container_memory_workingset_refault_file_total'),
        legend: 'refaults of page cache, {{instance}}',
        colour: colours.waiting,
      },
      {
        expr: perSecond('container_memory_workingset_refault_anon_total'),
        legend: 'refaults from swap, {{instance}}',
        colour: colours.stalled,
      },
    ],
  }),
];
