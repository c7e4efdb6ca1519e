import type { ImageUsage } from '../../discovery/runtime-source.js';
import { gauge } from '../../exposition/family.js';
import { labels } from '../../exposition/labels.js';
import type { Collector } from '../collector.js';
import { emitFigures, type Figures, familiesOf } from '../figures.js';
import { largest, noteMissingDiskUsage, sumKnown } from './largest.js';

const imageLabels = ['image', 'id', 'dangling', 'engine'];
const figures: Figures<ImageUsage> = [
  [
    gauge(
      'docker_image_size_bytes',
      'Disk space that an image takes, layers that it shares with others included: sums of images count those more than once. The largest have their names (the first tag; one without tags is dangling="true" and goes by its digest, if any), the rest is summed as image="other".',
      imageLabels,
    ),
    ({ size }) => size,
  ],
  [
    gauge('docker_image_shared_size_bytes', 'Disk space of the layers that an image shares with others.', imageLabels),
    ({ sharedSize }) => sharedSize,
  ],
  [
    gauge(
      'docker_image_unique_size_bytes',
      'Disk space of the layers that only this image has: what removing it gives back.',
      imageLabels,
    ),
    uniqueSize,
  ],
  [
    gauge('docker_image_containers', 'Containers made of an image, stopped ones too.', imageLabels),
    ({ containers }) => containers,
  ],
];

export const dockerImages: Collector = {
  name: 'docker-images',
  help: "Docker's images: how large each is, what it shares, and how many containers use it",
  enabledByDefault: true,
  needs: 'disk-usage',
  families: familiesOf(figures),
  collect({ engines, emit, fail, largestShown }) {
    for (const { diskUsage, label: engine } of engines) {
      const { shown, rest } = largest(diskUsage?.usage?.imageItems ?? [], largestShown, ({ id }) => id);
      for (const image of shown) emitFigures(figures, image, emit, identityOf(image, engine));
      const other = labels({ image: 'other', engine });
      for (const [family, figure] of figures) emit(family, sumKnown(rest.map(figure)), other);
      noteMissingDiskUsage(diskUsage, fail);
    }
  },
};

function identityOf({ id, tags, digests }: ImageUsage, engine: string | undefined): string {
  return labels({
    image: tags[0] ?? digests[0] ?? '<none>',
    id,
    dangling: tags.length === 0 ? 'true' : undefined,
    engine,
  });
}

/** Sizes that change while the daemon counts may be inconsistent. */
function uniqueSize({ size, sharedSize }: ImageUsage): number | undefined {
  return size === undefined || sharedSize === undefined ? undefined : Math.max(0, size - sharedSize);
}
