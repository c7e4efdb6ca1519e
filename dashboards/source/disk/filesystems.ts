import { figure } from '../figure.js';
import {
  dockerDisk,
  dockerDiskAvailable,
  dockerDiskFullIn,
  dockerDiskUsed,
  dockerInodesUsed,
} from '../host-expressions.js';
import { list } from '../list.js';
import { ofHost } from '../selectors.js';
import { ofLimit, worseBelow, worseFrom } from '../thresholds.js';
import { trend } from '../trend.js';
import { units } from '../units.js';

const day = 24 * 3600;
const fullIn = worseBelow(day, 7 * day);

export const filesystemPanels = () => [
  figure({
    title: 'First disk is full in',
    description:
      "Time until a filesystem with Docker's data has no space left, if it goes on as in the time range. Choose a range that is typical: a day or a week.",
    unit: units.duration,
    expr: `min(${dockerDiskFullIn})`,
    thresholds: fullIn,
    none: 'none seen to fill',
    span: 6,
  }),
  figure({
    title: 'Fullest disk',
    description: "The fullest filesystem with Docker's data.",
    unit: units.share,
    expr: `max(${dockerDiskUsed})`,
    thresholds: ofLimit,
    span: 6,
  }),
  figure({
    title: 'Could be given back',
    description:
      'What docker system prune could free on all instances: stopped containers, unused images, volumes and build cache. Of images an upper bound.',
    unit: units.bytes,
    expr: `sum(docker_df_reclaimable_bytes{${ofHost}})`,
    span: 6,
  }),
  figure({
    title: 'Age of these figures',
    description:
      'How long ago the daemon was asked what images, volumes and layers take. The oldest of all instances. Filesystems and logs are read again in each scrape.',
    unit: units.duration,
    expr: `max(container_exporter_df_age_seconds{${ofHost}})`,
    thresholds: worseFrom(3600, 6 * 3600),
    span: 6,
  }),
  list({
    title: "Filesystems that hold Docker's data",
    description:
      'The fullest first. "Full in" is empty for those that did not fill in the time range. Without free inodes there is no place for new files, however much space there is.',
    labels: { mountpoint: 'Mount point', instance: 'Instance', device: 'Device', holds: 'Holds' },
    hiddenLabels: ['job'],
    columns: [
      { name: 'Used', expr: dockerDiskUsed, unit: units.share, thresholds: ofLimit },
      { name: 'Size', expr: dockerDisk('size_bytes'), unit: units.bytes },
      { name: 'Available', expr: dockerDiskAvailable, unit: units.bytes },
      { name: 'Inodes used', expr: dockerInodesUsed, unit: units.share, thresholds: ofLimit },
      { name: 'Full in', expr: dockerDiskFullIn, unit: units.duration, thresholds: fullIn },
    ],
    sortBy: 'Used',
    height: 6,
  }),
  trend({
    title: 'Disks over time',
    description:
      "Used space of each filesystem with Docker's data. Steps up are images or a dump; a slope is a log, a volume or a cache.",
    unit: units.share,
    max: 1,
    lines: [{ expr: dockerDiskUsed, legend: '{{mountpoint}}, {{instance}}' }],
  }),
  trend({
    title: 'Space left',
    description: "Space that is available on each filesystem with Docker's data.",
    unit: units.bytes,
    lines: [{ expr: dockerDiskAvailable, legend: '{{mountpoint}}, {{instance}}' }],
  }),
];
