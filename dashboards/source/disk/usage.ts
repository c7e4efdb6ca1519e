import { list } from '../list.js';
import { ofHost, oneHost } from '../selectors.js';
import { trend } from '../trend.js';
import { units } from '../units.js';

const df = (figure: string) =>
  `sum by (${oneHost}, type) (max by (${oneHost}, type, engine) (docker_df_${figure}{${ofHost}}))`;

export const usagePanels = () => [
  list({
    title: 'As docker system df',
    description:
      'What objects of each type take, how much of it is not in use, and how many there are. The largest first.',
    labels: { type: 'Type', instance: 'Instance' },
    hiddenLabels: ['job'],
    columns: [
      { name: 'Size', expr: df('size_bytes'), unit: units.bytes },
      { name: 'Reclaimable', expr: df('reclaimable_bytes'), unit: units.bytes },
      { name: 'Objects', expr: df('objects'), unit: units.count },
      { name: 'In use', expr: df('active_objects'), unit: units.count },
    ],
    sortBy: 'Size',
    span: 8,
    height: 8,
  }),
  trend({
    title: 'Sizes by type',
    description: 'What images, containers (without their logs), volumes and the build cache take.',
    unit: units.bytes,
    stacked: true,
    lines: [{ expr: df('size_bytes'), legend: '{{type}}, {{instance}}' }],
    span: 8,
  }),
  trend({
    title: 'Reclaimable by type',
    description: 'What is not in use. A saw tooth: somebody prunes. A steady rise: nobody does.',
    unit: units.bytes,
    stacked: true,
    lines: [{ expr: df('reclaimable_bytes'), legend: '{{type}}, {{instance}}' }],
    span: 8,
  }),
];
