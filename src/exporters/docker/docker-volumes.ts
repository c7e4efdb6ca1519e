import type { VolumeUsage } from '../../discovery/runtime-source.js';
import { gauge } from '../../exposition/family.js';
import { label, labels } from '../../exposition/labels.js';
import type { Collector } from '../collector.js';
import { eachContainer } from '../each.js';
import { emitFigures, type Figures, familiesOf } from '../figures.js';
import { failWithoutDiskUsage, largest, sumKnown } from './largest.js';

const figures: Figures<VolumeUsage> = [
  [
    gauge(
      'docker_volume_size_bytes',
      'Disk space that a local volume takes. The largest have their names, the rest is summed as volume="other" without a driver.',
      ['volume', 'driver'],
    ),
    ({ size }) => size,
  ],
  [
    gauge('docker_volume_containers', 'Containers that use a volume, stopped ones too.', ['volume', 'driver']),
    ({ references }) => references,
  ],
];
const info = gauge(
  'docker_volume_container_info',
  'That a container, which its identity labels tell, has a volume mounted: always 1, for joining the two.',
  ['volume'],
);

export const dockerVolumes: Collector = {
  name: 'docker-volumes',
  help: "Docker's volumes: how large each is, and which containers use it",
  enabledByDefault: true,
  needs: 'disk-usage',
  families: [...familiesOf(figures), info],
  async collect(scrape) {
    const { diskUsage, emit, largestShown } = scrape;
    await eachContainer(scrape, ({ metadata }, emitOf) => {
      for (const volume of metadata?.volumes ?? []) emitOf(info, 1, label('volume', volume));
    });
    const { shown, rest } = largest(diskUsage?.usage?.volumeItems ?? [], largestShown, ({ name }) => name);
    for (const volume of shown) {
      emitFigures(figures, volume, emit, labels({ volume: volume.name, driver: volume.driver }));
    }
    for (const [family, figure] of figures) emit(family, sumKnown(rest.map(figure)), label('volume', 'other'));
    failWithoutDiskUsage(diskUsage);
  },
};
