import type { Evidence } from '../finding.js';
import type { Sight } from '../sight.js';
import { bytes } from '../words.js';

interface Taker {
  readonly what: string;
  readonly size: number;
}

/** What uses the disk of Docker's data, largest first; `holds` is the Docker data on the disk. */
export function largestTakers(sight: Sight, holds: string, count: number): readonly Evidence[] {
  const kinds = holds.split(',');
  const all: readonly Taker[] =
    kinds.includes('docker') || kinds.includes('containerd')
      ? [
          ...images(sight),
          ...layers(sight),
          ...volumes(sight),
          ...buildCache(sight),
          ...(kinds.includes('docker') ? logs(sight) : []),
        ]
      : volumes(sight);
  return [...all]
    .sort((a, b) => b.size - a.size)
    .slice(0, count)
    .filter(({ size }) => size > 0)
    .map(({ what, size }) => ({ label: what, value: bytes(size) }));
}

/** Layers that several images share belong to none of them; if sharing is unknown, an image's whole size is used. */
function images(sight: Sight): readonly Taker[] {
  const own = sight.samples('docker_image_unique_size_bytes');
  const shown = own.length > 0 ? own : sight.samples('docker_image_size_bytes');
  return shown.map(({ labels, value }) => ({
    what: labels.image === 'other' ? 'Other images' : `Image ${labels.image}`,
    size: value,
  }));
}

function layers(sight: Sight): readonly Taker[] {
  return ofContainers(sight, 'container_fs_writable_layer_bytes', 'Files written inside $');
}

function logs(sight: Sight): readonly Taker[] {
  return ofContainers(sight, 'container_log_bytes', 'Log of $');
}

function ofContainers(sight: Sight, series: string, words: string): readonly Taker[] {
  return sight.containers.flatMap((container) => {
    const size = sight.of(container, series);
    return size === undefined ? [] : [{ what: words.replace('$', () => container.name), size }];
  });
}

function volumes(sight: Sight): readonly Taker[] {
  return sight.samples('docker_volume_size_bytes').map(({ labels, value }) => ({
    what: labels.volume === 'other' ? 'Other volumes' : `Volume ${labels.volume}`,
    size: value,
  }));
}

function buildCache(sight: Sight): readonly Taker[] {
  const size = sight.value('docker_df_size_bytes', { type: 'build_cache' });
  return size === undefined ? [] : [{ what: 'Build cache', size }];
}
