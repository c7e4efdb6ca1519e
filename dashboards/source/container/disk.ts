import { colours } from '../colours.js';
import { latest, perSecond } from '../container-expressions.js';
import { trend } from '../trend.js';
import { units } from '../units.js';

export const diskPanels = () => [
  trend({
    title: 'Disk traffic',
    description:
      'What reached block devices. Reads from page cache are not in it; writes come later than the program made them. Written is below zero.',
    unit: units.bytesPerSecond,
    lines: [
      {
        expr: perSecond('container_fs_reads_bytes_total', 'device'),
        legend: 'read {{device}}, {{instance}}',
        colour: colours.inward,
      },
      {
        expr: perSecond('container_fs_writes_bytes_total', 'device'),
        legend: 'written {{device}}, {{instance}}',
        colour: colours.outward,
        below: true,
      },
    ],
  }),
  trend({
    title: 'Disk operations',
    description: 'Reads and writes a second on block devices. Written is below zero.',
    unit: units.operationsPerSecond,
    lines: [
      {
        expr: perSecond('container_fs_reads_total', 'device'),
        legend: 'read {{device}}, {{instance}}',
        colour: colours.inward,
      },
      {
        expr: perSecond('container_fs_writes_total', 'device'),
        legend: 'written {{device}}, {{instance}}',
        colour: colours.outward,
        below: true,
      },
    ],
  }),
  trend({
    title: 'I/O pressure',
    description: 'Share of time in which at least one task (waiting) or all (stalled) waited for a disk. Needs PSI.',
    unit: units.share,
    lines: [
      {
        expr: perSecond('container_pressure_io_waiting_seconds_total'),
        legend: 'waiting, {{instance}}',
        colour: colours.waiting,
      },
      {
        expr: perSecond('container_pressure_io_stalled_seconds_total'),
        legend: 'stalled, {{instance}}',
        colour: colours.stalled,
      },
    ],
  }),
  trend({
    title: 'Disk space',
    description:
      'What it takes of the disk: files it wrote to its own file system, and its log. Both are gone when it is removed; volumes are not in it. A rising log without end: no rotation is set.',
    unit: units.bytes,
    stacked: true,
    lines: [
      {
        expr: latest('container_fs_writable_layer_bytes'),
        legend: 'writable layer, {{instance}}',
        colour: colours.used,
      },
      { expr: latest('container_log_bytes'), legend: 'log, {{instance}}', colour: colours.pressing },
    ],
  }),
];
