import { list } from '../list.js';
import { ofContainer, ofHost, oneContainer, oneHost } from '../selectors.js';
import { trend } from '../trend.js';
import { units } from '../units.js';

const volume = (metric: string) => `max by (${oneHost}, volume, driver) (${metric}{${ofHost}})`;
const image = (metric: string) => `max by (${oneHost}, image, id, dangling) (${metric}{${ofHost}})`;

export const volumePanels = () => [
  list({
    title: 'Volumes',
    description:
      'The largest first; "other" is the rest together. Without containers nobody uses it, but it may hold the only copy of data.',
    labels: { volume: 'Volume', instance: 'Instance', driver: 'Driver' },
    hiddenLabels: ['job'],
    columns: [
      { name: 'Size', expr: volume('docker_volume_size_bytes'), unit: units.bytes },
      { name: 'Containers', expr: volume('docker_volume_containers'), unit: units.count },
    ],
    sortBy: 'Size',
    span: 12,
  }),
  list({
    title: 'Who uses which volume',
    description:
      'Containers and the volumes that they have mounted, stopped ones too. Click a container for all about it.',
    labels: { volume: 'Volume', name: 'Container', instance: 'Instance' },
    hiddenLabels: ['job'],
    columns: [
      {
        name: 'Uses',
        expr: `max by (${oneContainer}, volume) (docker_volume_container_info{${ofContainer}})`,
        unit: units.count,
        labelsOnly: true,
      },
    ],
    sortBy: 'Volume',
    leastFirst: true,
    ofContainers: true,
    span: 12,
  }),
  trend({
    title: 'Volumes over time',
    description: 'The ten largest at each time. A slope that does not end fills the disk.',
    unit: units.bytes,
    lines: [{ expr: `topk(10, ${volume('docker_volume_size_bytes')})`, legend: '{{volume}}, {{instance}}' }],
    span: 24,
  }),
];

export const imagePanels = () => [
  list({
    title: 'Images',
    description:
      'The largest first; "other" is the rest together. "Only its own" is what removing it gives back; the rest of its size is shared with other images. Dangling ones have no tag any more.',
    labels: { image: 'Image', instance: 'Instance', dangling: 'Dangling' },
    hiddenLabels: ['job', 'id'],
    columns: [
      { name: 'Size', expr: image('docker_image_size_bytes'), unit: units.bytes },
      { name: 'Only its own', expr: image('docker_image_unique_size_bytes'), unit: units.bytes },
      { name: 'Shared', expr: image('docker_image_shared_size_bytes'), unit: units.bytes },
      { name: 'Containers', expr: image('docker_image_containers'), unit: units.count },
    ],
    sortBy: 'Only its own',
  }),
  trend({
    title: 'Images that nobody uses',
    description:
      'Images without a container, among the largest of which exporters tell by name. docker image prune --all removes them.',
    unit: units.count,
    lines: [
      {
        expr: `count by (${oneHost}) (docker_image_containers{${ofHost}, image!="other"} == 0)`,
        legend: '{{instance}}',
      },
    ],
  }),
  trend({
    title: 'Dangling images',
    description: 'Images without a tag, left behind by builds and pulls. docker image prune removes them.',
    unit: units.count,
    lines: [
      { expr: `count by (${oneHost}) (docker_image_size_bytes{${ofHost}, dangling="true"})`, legend: '{{instance}}' },
    ],
  }),
];
