import { colours } from '../colours.js';
import { latest, perSecond } from '../host-expressions.js';
import { badFromOne, ofLimit } from '../thresholds.js';
import { trend } from '../trend.js';
import { units } from '../units.js';
import { worstFirst } from '../worst-first.js';

const device = { by: 'device' };
const reads = perSecond('node_disk_reads_completed_total', device);
const writes = perSecond('node_disk_writes_completed_total', device);
const filesystem = { by: 'device, mountpoint' };
/** Images such as squashfs are read-only without being in trouble. */
const writable = { ...filesystem, only: ', fstype=~"ext[234]|xfs|btrfs|f2fs"' };

export const diskPanels = () => [
  trend({
    title: 'Disk utilization',
    description:
      'Share of time in which a device had work. 100 % is the end for a single disk; SSDs and arrays do several things at once and may have room left.',
    unit: units.share,
    max: 1,
    lines: [{ expr: perSecond('node_disk_io_time_seconds_total', device), legend: '{{device}}, {{instance}}' }],
  }),
  trend({
    title: 'Disk saturation',
    description:
      'Requests that waited or were served, on average (queue), and the share of time in which some or all tasks waited for disks (PSI).',
    unit: units.count,
    lines: [
      {
        expr: perSecond('node_disk_io_time_weighted_seconds_total', device),
        legend: 'queue {{device}}, {{instance}}',
        colour: colours.used,
      },
      {
        expr: perSecond('node_pressure_io_waiting_seconds_total'),
        legend: 'waiting, {{instance}}',
        colour: colours.waiting,
      },
      {
        expr: perSecond('node_pressure_io_stalled_seconds_total'),
        legend: 'stalled, {{instance}}',
        colour: colours.stalled,
      },
    ],
  }),
  trend({
    title: 'Disk latency',
    description:
      'Average time that a request took, queue included. Written is below zero. Nothing where nothing is asked for.',
    unit: units.seconds,
    lines: [
      {
        expr: `${perSecond('node_disk_read_time_seconds_total', device)} / (${reads} > 0)`,
        legend: 'read {{device}}, {{instance}}',
        colour: colours.inward,
      },
      {
        expr: `${perSecond('node_disk_write_time_seconds_total', device)} / (${writes} > 0)`,
        legend: 'written {{device}}, {{instance}}',
        colour: colours.outward,
        below: true,
      },
    ],
  }),
  trend({
    title: 'Disk traffic',
    description: 'Bytes read and written. Written is below zero.',
    unit: units.bytesPerSecond,
    lines: [
      {
        expr: perSecond('node_disk_read_bytes_total', device),
        legend: 'read {{device}}, {{instance}}',
        colour: colours.inward,
      },
      {
        expr: perSecond('node_disk_written_bytes_total', device),
        legend: 'written {{device}}, {{instance}}',
        colour: colours.outward,
        below: true,
      },
    ],
  }),
  worstFirst({
    title: 'Fullest filesystems',
    description: 'Used space, of what users other than root can use. A full one fails writes of all who share it.',
    unit: units.share,
    expr: `1 - ${latest('node_filesystem_avail_bytes', filesystem)} / (${latest('node_filesystem_size_bytes', filesystem)} > 0)`,
    legend: '{{mountpoint}} on {{instance}}',
    thresholds: ofLimit,
    max: 1,
  }),
  worstFirst({
    title: 'Fewest inodes left',
    description: 'Used inodes. A filesystem without free ones takes no new files, however much space it has.',
    unit: units.share,
    expr: `1 - ${latest('node_filesystem_files_free', filesystem)} / (${latest('node_filesystem_files', filesystem)} > 0)`,
    legend: '{{mountpoint}} on {{instance}}',
    thresholds: ofLimit,
    max: 1,
  }),
  worstFirst({
    title: 'Filesystems with errors',
    description:
      'Filesystems that hang or may not be looked at, and read-only ones of a kind that is written as a rule: the kernel makes a disk with errors read-only.',
    unit: units.count,
    expr: `${latest('node_filesystem_device_error', filesystem)} > 0 or ${latest('node_filesystem_readonly', writable)} > 0`,
    legend: '{{mountpoint}} on {{instance}}',
    thresholds: badFromOne,
  }),
];
