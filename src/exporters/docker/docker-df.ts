import type { DiskUsageSummary } from '../../discovery/disk-usage.js';
import { gauge } from '../../exposition/family.js';
import { label } from '../../exposition/labels.js';
import type { DaemonExporter } from '../collector.js';
import { failWithoutDiskUsage } from './largest.js';

const size = gauge('docker_df_size_bytes', 'Disk space that objects of a type take, the SIZE of docker system df.', [
  'type',
]);
const reclaimable = gauge(
  'docker_df_reclaimable_bytes',
  'Disk space taken by what is not in use, the RECLAIMABLE of docker system df. Of images an upper bound: layers that several images in use share are in it (daemons with API 1.52 or later compute it themselves).',
  ['type'],
);
const objects = gauge('docker_df_objects', 'Objects of a type, the TOTAL of docker system df.', ['type']);
const active = gauge('docker_df_active_objects', 'Objects of a type in use, the ACTIVE of docker system df.', ['type']);

export const dockerDf: DaemonExporter = {
  name: 'docker-df',
  help: "What Docker's images, containers, volumes and build cache take of the disk, as docker system df",
  scope: 'daemon',
  enabledByDefault: true,
  needsDiskUsage: true,
  families: [size, reclaimable, objects, active],
  collect({ diskUsage, emit }) {
    const usage = diskUsage?.usage;
    const types: Readonly<Record<string, DiskUsageSummary | undefined>> = {
      images: usage?.images,
      containers: usage?.containers,
      volumes: usage?.volumes,
      build_cache: usage?.buildCache,
    };
    for (const [type, summary] of Object.entries(types)) {
      const labels = label('type', type);
      emit(size, summary?.size, labels);
      emit(reclaimable, summary?.reclaimable, labels);
      emit(objects, summary?.objects, labels);
      emit(active, summary?.active, labels);
    }
    failWithoutDiskUsage(diskUsage);
  },
};
