import type { VolumeUsage } from '../../discovery/runtime-source.js';
import { gauge } from '../../exposition/family.js';
import { labels } from '../../exposition/labels.js';
import type { Collector } from '../collector.js';
import { eachContainer } from '../each.js';
import { emitFigures, type Figures, familiesOf } from '../figures.js';
import { largest, noteMissingDiskUsage, sumKnown } from './largest.js';

const figures: Figures<VolumeUsage> = [
  [
    gauge(
      'docker_volume_size_bytes',
      'Disk space that a local volume takes. The largest have their names, the rest is summed as volume="other" without a driver.',
      ['volume', 'driver', 'engine'],
    ),
    ({ size }) => size,
  ],
  [
    gauge('docker_volume_containers', 'Containers that use a volume, stopped ones too.', [
      'volume',
      'driver',
      'engine',
    ]),
    ({ references }) => references,
  ],
];
const info = gauge(
  'docker_volume_container_info',
  'That a container, which its identity labels tell, has a volume mounted: always 1, for joining the two.',
  ['volume', 'engine'],
);

export const dockerVolumes: Collector = {
  name: 'docker-volumes',
  help: "Docker's volumes: how large each is, and which containers use it",
  enabledByDefault: true,
  needs: 'disk-usage',
  families: [...familiesOf(figures), info],
  async collect(scrape) {
    const { engines, emit, fail, largestShown } = scrape;
    const labelOf = new Map(engines.map(({ source, label }) => [source, label]));
    await eachContainer(scrape, ({ metadata, source = '' }, emitOf) => {
      const engine = labelOf.get(source);
      for (const volume of metadata?.volumes ?? []) emitOf(info, 1, labels({ volume, engine }));
    });
    for (const { diskUsage, label: engine } of engines) {
      const { shown, rest } = largest(diskUsage?.usage?.volumeItems ?? [], largestShown, ({ name }) => name);
      for (const volume of shown) {
        const identity = labels({ volume: volume.name, driver: volume.driver, engine });
        emitFigures(figures, volume, emit, identity);
      }
      const other = labels({ volume: 'other', engine });
      for (const [family, figure] of figures) emit(family, sumKnown(rest.map(figure)), other);
      noteMissingDiskUsage(diskUsage, fail);
    }
  },
};
