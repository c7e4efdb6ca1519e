import { colours } from '../colours.js';
import { latest, perSecond } from '../host-expressions.js';
import { trend } from '../trend.js';
import { units } from '../units.js';

export const processPanels = () => [
  trend({
    title: "The exporter's CPU",
    description: 'CPUs that the exporter uses, in user and kernel mode. Nearly all of it is scrapes.',
    unit: units.count,
    stacked: true,
    lines: [
      { expr: perSecond('process_cpu_user_seconds_total'), legend: 'user, {{instance}}', colour: colours.used },
      { expr: perSecond('process_cpu_system_seconds_total'), legend: 'kernel, {{instance}}', colour: colours.pressing },
    ],
  }),
  trend({
    title: "The exporter's memory",
    description: "Memory that the process holds, and what of it is JavaScript's.",
    unit: units.bytes,
    lines: [
      { expr: latest('process_resident_memory_bytes'), legend: 'resident, {{instance}}', colour: colours.used },
      { expr: latest('nodejs_heap_size_used_bytes'), legend: 'heap in use, {{instance}}', colour: colours.pressing },
      { expr: latest('nodejs_heap_size_total_bytes'), legend: 'heap, {{instance}}', colour: colours.reclaimable },
    ],
  }),
  trend({
    title: "The exporter's open files",
    description: 'Open files and how many it may open (dashed). A steady rise is a leak, and a bug to report.',
    unit: units.count,
    lines: [
      { expr: latest('process_open_fds'), legend: 'open, {{instance}}', colour: colours.used },
      { expr: latest('process_max_fds'), legend: 'limit, {{instance}}', bound: 'limit' },
    ],
  }),
  trend({
    title: 'What the event loop waits for',
    description: 'Resources of Node.js that are open, by type: connections, requests under way.',
    unit: units.count,
    stacked: true,
    lines: [{ expr: latest('nodejs_active_resources', { by: 'type' }), legend: '{{type}}, {{instance}}' }],
  }),
];
