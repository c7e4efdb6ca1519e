import { gauge } from '../../exposition/family.js';
import { label, labels } from '../../exposition/labels.js';
import type { DaemonExporter } from '../collector.js';
import { failWithoutDiskUsage, largest, sumKnown } from './largest.js';

const size = gauge(
  'docker_volume_size_bytes',
  'Disk space that a local volume takes. The largest have their names, the rest is summed as volume="other" without a driver.',
  ['volume', 'driver'],
);
const users = gauge('docker_volume_containers', 'Containers that use a volume, stopped ones too.', [
  'volume',
  'driver',
]);
const info = gauge(
  'docker_volume_container_info',
  'That a container, which its identity labels tell, has a volume mounted: always 1, for joining the two.',
  ['volume'],
);

export const dockerVolumes: DaemonExporter = {
  name: 'docker-volumes',
  help: "Docker's volumes: how large each is, and which containers use it",
  scope: 'daemon',
  enabledByDefault: true,
  needsDiskUsage: true,
  families: [size, users, info],
  collect({ containers, diskUsage, emit, emitFor, largestShown }) {
    for (const container of containers) {
      const emitOfContainer = emitFor(container);
      for (const volume of container.metadata?.volumes ?? []) emitOfContainer(info, 1, label('volume', volume));
    }
    const { shown, rest } = largest(diskUsage?.usage?.volumeItems ?? [], largestShown, ({ name }) => name);
    for (const volume of shown) {
      const identity = labels({ volume: volume.name, driver: volume.driver });
      emit(size, volume.size, identity);
      emit(users, volume.references, identity);
    }
    const other = label('volume', 'other');
    emit(size, sumKnown(rest.map((volume) => volume.size)), other);
    emit(users, sumKnown(rest.map((volume) => volume.references)), other);
    failWithoutDiskUsage(diskUsage);
  },
};
