import type { KnownSeries } from '../poll/known-series.js';
import { shortName } from './container-row.js';
import { type DiskSpace, diskOfDocker } from './host-strip.js';
import { samplesOf, total } from './look-up.js';

/** What fills the disk of Docker's data. Bytes. */
export interface DiskPicture {
  /** Undefined without permission to query the filesystem. */
  readonly space: DiskSpace | undefined;
  readonly kinds: readonly DiskKind[];
  /** Seconds since the daemon counted; undefined if it never did. */
  readonly age: number | undefined;
}

export interface DiskKind {
  readonly kind: 'images' | 'layers' | 'logs' | 'volumes' | 'build cache';
  readonly bytes: number;
  /** Taken by unused data. */
  readonly reclaimable: number | undefined;
  /** The command that frees it. */
  readonly command: string | undefined;
  /** The largest first. */
  readonly items: readonly DiskItem[];
}

export interface DiskItem {
  readonly name: string;
  readonly bytes: number;
  /** What uses it. */
  readonly note: string;
  /** The id of the container that it belongs to. */
  readonly container?: string;
}

/** More than this many of a kind are not shown individually. */
const largest = 50;

export function diskPicture(known: KnownSeries): DiskPicture {
  const kinds: readonly (DiskKind | undefined)[] = [
    ofDaemon(known, 'images', 'images', images(known), 'docker image prune --all'),
    ofDaemon(
      known,
      'layers',
      'containers',
      ofContainers(known, 'container_fs_writable_layer_bytes'),
      'docker container prune',
    ),
    logs(known),
    ofDaemon(known, 'volumes', 'volumes', volumes(known), 'docker volume prune'),
    ofDaemon(known, 'build cache', 'build_cache', [], 'docker builder prune'),
  ];
  return {
    space: diskOfDocker(known),
    kinds: kinds.filter((kind) => kind !== undefined),
    age: total(known, 'container_exporter_df_age_seconds'),
  };
}

function ofDaemon(
  known: KnownSeries,
  kind: DiskKind['kind'],
  type: string,
  items: readonly DiskItem[],
  command: string,
): DiskKind | undefined {
  const ofType = (name: string) => total(known, name, (labels) => labels.type === type);
  const bytes = ofType('docker_df_size_bytes');
  if (bytes === undefined) return undefined;
  const reclaimable = ofType('docker_df_reclaimable_bytes');
  return { kind, bytes, reclaimable, command: reclaimable ? command : undefined, items: largestOf(items) };
}

function logs(known: KnownSeries): DiskKind | undefined {
  const items = ofContainers(known, 'container_log_bytes');
  if (items.length === 0) return undefined;
  const bytes = items.reduce((sum, item) => sum + item.bytes, 0);
  return { kind: 'logs', bytes, reclaimable: undefined, command: undefined, items: largestOf(items) };
}

/** What each image has for itself, and what several share, which the total counts once. */
function images(known: KnownSeries): readonly DiskItem[] {
  const unique = valuesBy(known, 'docker_image_unique_size_bytes', 'id');
  const users = valuesBy(known, 'docker_image_containers', 'id');
  const items = samplesOf(known, 'docker_image_size_bytes').map(({ labels, value }) => {
    const { image = '', id = '', dangling } = labels;
    const own = unique.get(id);
    const shared = own === undefined || own === value ? '' : ', layers shared with others left out';
    return {
      name:
        image === 'other' && id === ''
          ? 'all other images'
          : dangling === 'true'
            ? `untagged ${shortDigest(id)}`
            : image,
      bytes: own ?? value,
      note: `${usedBy(users.get(id))}${shared}`,
    };
  });
  const all = total(known, 'docker_df_size_bytes', ({ type }) => type === 'images') ?? 0;
  const shared = all - items.reduce((sum, { bytes }) => sum + bytes, 0);
  // If the daemon does not report what is shared, images are shown with their full size.
  return shared > 0 ? [...items, { name: 'layers that several images share', bytes: shared, note: '' }] : items;
}

function volumes(known: KnownSeries): readonly DiskItem[] {
  const users = valuesBy(known, 'docker_volume_containers', 'volume');
  return samplesOf(known, 'docker_volume_size_bytes').map(({ labels, value }) => {
    const { volume = '', driver } = labels;
    const isRest = volume === 'other' && driver === undefined;
    return { name: isRest ? 'all other volumes' : shortName(volume), bytes: value, note: usedBy(users.get(volume)) };
  });
}

function ofContainers(known: KnownSeries, name: string): readonly DiskItem[] {
  return samplesOf(known, name)
    .filter(({ value }) => value > 0)
    .map(({ labels, value }) => ({
      name: shortName(labels.name ?? labels.id ?? ''),
      bytes: value,
      note: labels.image ?? '',
      container: labels.id ?? '',
    }));
}

function valuesBy(known: KnownSeries, name: string, label: string): ReadonlyMap<string, number> {
  return new Map(samplesOf(known, name).map(({ labels, value }) => [labels[label] ?? '', value]));
}

function largestOf(items: readonly DiskItem[]): readonly DiskItem[] {
  return items.toSorted((a, b) => b.bytes - a.bytes).slice(0, largest);
}

function usedBy(containers: number | undefined): string {
  if (containers === undefined) return '';
  if (containers === 0) return 'not used';
  return containers === 1 ? 'used by 1 container' : `used by ${containers} containers`;
}

function shortDigest(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12);
}
