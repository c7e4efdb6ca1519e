import { flag, list, number, object, type Shape, text, time } from './json-shapes.js';
import { listedContainer } from './redact-container.js';

/** The names of the parts of `GET /system/df` in a client's `type=`. */
export const diskUsageTypes = ['container', 'image', 'volume', 'build-cache'] as const;

export type DiskUsageType = (typeof diskUsageTypes)[number];

const partsOf: Readonly<Record<DiskUsageType, readonly string[]>> = {
  container: ['Containers', 'ContainerUsage'],
  image: ['Images', 'ImageUsage', 'LayersSize'],
  volume: ['Volumes', 'VolumeUsage'],
  'build-cache': ['BuildCache', 'BuildCacheUsage', 'BuilderSize'],
};

/**
 * `GET /system/df`. Dropped are the labels of images, the options of volumes (a share's password, for some drivers),
 * and the build step, which is a line of a Dockerfile.
 */
export function diskUsage(labels: Shape): Shape {
  const image = object({
    ...{ Id: text, ParentId: text, RepoTags: list(text), RepoDigests: list(text), Created: time, Size: number },
    ...{ SharedSize: number, VirtualSize: number, Containers: number, Labels: labels },
  });
  const volume = object({
    ...{ Name: text, Driver: text, Mountpoint: text, Scope: text, CreatedAt: time, Labels: labels },
    UsageData: object({ Size: number, RefCount: number }),
  });
  const record = object({
    ...{ ID: text, Parent: text, Parents: list(text), Type: text, InUse: flag, Shared: flag, Size: number },
    ...{ CreatedAt: time, LastUsedAt: time, UsageCount: number },
  });
  const container = listedContainer(labels);
  const sums = (item: Shape) =>
    object({ ActiveCount: number, TotalCount: number, TotalSize: number, Reclaimable: number, Items: list(item) });
  return object({
    ...{ LayersSize: number, BuilderSize: number },
    ...{ Images: list(image), Containers: list(container), Volumes: list(volume), BuildCache: list(record) },
    ...{ ImageUsage: sums(image), ContainerUsage: sums(container), VolumeUsage: sums(volume) },
    BuildCacheUsage: sums(record),
  });
}

/** The members of the answer for these types; undefined for all members, if no type was given. */
export function membersOfTypes(types: readonly DiskUsageType[]): ReadonlySet<string> | undefined {
  return types.length === 0 ? undefined : new Set(types.flatMap((type) => partsOf[type]));
}
