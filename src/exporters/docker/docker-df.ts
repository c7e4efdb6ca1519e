import type { DiskUsageSummary } from '../../discovery/runtime-source.js';
import { gauge } from '../../exposition/family.js';
import { labels } from '../../exposition/labels.js';
import type { Collector } from '../collector.js';
import { emitFigures, type Figures, familiesOf } from '../figures.js';
import { noteMissingDiskUsage } from './largest.js';

const figures: Figures<DiskUsageSummary> = [
  [
    gauge('docker_df_size_bytes', 'Disk space that objects of a type take, the SIZE of docker system df.', [
      'type',
      'engine',
    ]),
    ({ size }) => size,
  ],
  [
    gauge(
      'docker_df_reclaimable_bytes',
      'Disk space taken by what is not in use, the RECLAIMABLE of docker system df. Of images an upper bound: layers that several images in use share are in it (daemons with API 1.52 or later compute it themselves).',
      ['type', 'engine'],
    ),
    ({ reclaimable }) => reclaimable,
  ],
  [
    gauge('docker_df_objects', 'Objects of a type, the TOTAL of docker system df.', ['type', 'engine']),
    ({ objects }) => objects,
  ],
  [
    gauge('docker_df_active_objects', 'Objects of a type in use, the ACTIVE of docker system df.', ['type', 'engine']),
    ({ active }) => active,
  ],
];

export const dockerDf: Collector = {
  name: 'docker-df',
  help: "What Docker's images, containers, volumes and build cache take of the disk, as docker system df",
  enabledByDefault: true,
  needs: 'disk-usage',
  families: familiesOf(figures),
  collect({ engines, emit, fail }) {
    for (const { diskUsage, label: engine } of engines) {
      const { images, containers, volumes, buildCache } = diskUsage?.usage ?? {};
      for (const [type, summary] of Object.entries({ images, containers, volumes, build_cache: buildCache })) {
        emitFigures(figures, summary, emit, labels({ type, engine }));
      }
      noteMissingDiskUsage(diskUsage, fail);
    }
  },
};
