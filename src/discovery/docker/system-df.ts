import type { DiskUsage, DiskUsageSummary, ImageUsage, VolumeUsage } from '../runtime-source.js';
import { asBoolean, asNumber, asObject, asString, asStrings, type JsonObject } from './json/json.js';

/**
 * `GET /system/df`, https://docs.docker.com/reference/api/engine/version/v1.52/#tag/System/operation/SystemDataUsage.
 *
 * Up to API 1.51 it lists objects, and clients compute the sums:
 *
 *     {"LayersSize": 1, "Images": [], "Containers": [], "Volumes": [], "BuildCache": []}
 *
 * From 1.52 on the daemon computes the sums, and omits fields that are 0; without `verbose=1` the lists above are
 * included:
 *
 *     {"ImageUsage": {"ActiveCount": 1, "TotalCount": 1, "TotalSize": 1, "Reclaimable": 1, "Items": []},
 *      "ContainerUsage": {}, "VolumeUsage": {}, "BuildCacheUsage": {}}
 *
 * Sums are those that `docker system df` prints: the daemon's own, else computed as in the CLI up to 28, which came
 * with such daemons. They can be wrong if sizes are shared or change meanwhile (moby#45395), so they are kept between 0
 * and the total.
 *
 * Undefined if it is not such an answer. `hasBuildCache` is false for Podman, which always sends an empty one.
 */
export function readDiskUsage(
  value: unknown,
  { hasBuildCache }: { readonly hasBuildCache: boolean },
): DiskUsage | undefined {
  const root = asObject(value);
  if (!root) return undefined;
  const images = section(root, 'Images', 'ImageUsage');
  const containers = section(root, 'Containers', 'ContainerUsage');
  const volumes = section(root, 'Volumes', 'VolumeUsage');
  const buildCache = section(root, 'BuildCache', 'BuildCacheUsage');
  if (![images, containers, volumes, buildCache].some(({ told }) => told)) return undefined;
  return {
    images: summary(images, () => sumImages(images.items, asNumber(root.LayersSize))),
    containers: summary(containers, () => sumContainers(containers.items)),
    volumes: summary(volumes, () => sumVolumes(volumes.items)),
    buildCache: hasBuildCache ? summary(buildCache, () => sumBuildCache(buildCache.items)) : undefined,
    imageItems: images.items.map(readImage).filter((image) => image !== undefined),
    volumeItems: volumes.items.map(readVolume).filter((volume) => volume !== undefined),
    writableLayers: new Map(containers.items.flatMap(readWritableLayer)),
  };
}

interface Section {
  readonly sums: JsonObject | undefined;
  readonly items: readonly JsonObject[];
  /** Whether the answer has such a section. */
  readonly told: boolean;
}

/** Null stands for an empty list. */
function section(root: JsonObject, list: string, sumsOfDaemon: string): Section {
  const sums = asObject(root[sumsOfDaemon]);
  return { sums, items: objects(sums?.Items ?? root[list]), told: sums !== undefined || list in root };
}

function objects(value: unknown): JsonObject[] {
  return (Array.isArray(value) ? value : []).map(asObject).filter((item) => item !== undefined);
}

function summary({ sums, told }: Section, ofItems: () => DiskUsageSummary): DiskUsageSummary | undefined {
  if (!told) return undefined;
  if (!sums) return clamp(ofItems());
  const field = (name: string) => Math.max(0, asNumber(sums[name]) ?? 0);
  return clamp({
    size: field('TotalSize'),
    reclaimable: field('Reclaimable'),
    objects: field('TotalCount'),
    active: field('ActiveCount'),
  });
}

function clamp({ size, reclaimable, objects, active }: DiskUsageSummary): DiskUsageSummary {
  return {
    size,
    reclaimable: size === undefined || reclaimable === undefined ? undefined : Math.min(Math.max(0, reclaimable), size),
    objects,
    active: Math.min(active, objects),
  };
}

/**
 * Layers that images in use share count as reclaimable there, as no list says which they are. Podman 4.3 reports no
 * size at all for its layers.
 */
function sumImages(images: readonly JsonObject[], layersSize: number | undefined): DiskUsageSummary {
  const used = images.filter(({ Containers }) => (asNumber(Containers) ?? 0) > 0);
  const own = sum(used, (image) => minus(sizeOf(image.Size), sizeOf(image.SharedSize)));
  const isUntold = layersSize === 0 && images.some(({ Size }) => sizeOf(Size));
  const size = isUntold ? undefined : sizeOf(layersSize);
  return { size, reclaimable: minus(size, own), objects: images.length, active: used.length };
}

const activeStates: ReadonlySet<unknown> = new Set(['running', 'paused', 'restarting']);

function sumContainers(containers: readonly JsonObject[]): DiskUsageSummary {
  const active = containers.filter(({ State }) => activeStates.has(State));
  const size = sum(containers, ({ SizeRw }) => sizeOf(SizeRw));
  const used = sum(active, ({ SizeRw }) => sizeOf(SizeRw));
  return { size, reclaimable: size - used, objects: containers.length, active: active.length };
}

function sumVolumes(volumes: readonly JsonObject[]): DiskUsageSummary {
  const usage = volumes.map(({ UsageData }) => asObject(UsageData) ?? {});
  const active = usage.filter(({ RefCount }) => (asNumber(RefCount) ?? 0) > 0);
  const size = sum(usage, ({ Size }) => sizeOf(Size));
  const used = sum(active, ({ Size }) => sizeOf(Size));
  return { size, reclaimable: size - used, objects: volumes.length, active: active.length };
}

/** A shared record belongs to an image, and is counted there. */
function sumBuildCache(records: readonly JsonObject[]): DiskUsageSummary {
  const active = records.filter(({ InUse }) => asBoolean(InUse));
  const own = ({ Size, Shared }: JsonObject) => (asBoolean(Shared) ? 0 : sizeOf(Size));
  const size = sum(records, own);
  return { size, reclaimable: size - sum(active, own), objects: records.length, active: active.length };
}

function readImage(image: JsonObject): ImageUsage | undefined {
  const id = asString(image.Id);
  if (!id) return undefined;
  return {
    id,
    tags: names(image.RepoTags),
    digests: names(image.RepoDigests),
    size: sizeOf(image.Size),
    sharedSize: sizeOf(image.SharedSize),
    containers: sizeOf(image.Containers),
  };
}

/** Engines before 25 call an untagged image `<none>:<none>`. Podman 4.3 omits the repository and its colon. */
function names(value: unknown): string[] {
  const given: unknown[] = Array.isArray(value) ? value : [];
  const texts = given.filter((name) => typeof name === 'string').filter((name) => name && !name.startsWith('<none>'));
  return texts.map((name) => (name.includes(':') ? name : `<none>:${name}`));
}

function readVolume(volume: JsonObject): VolumeUsage | undefined {
  const name = asString(volume.Name);
  if (!name) return undefined;
  const usage = asObject(volume.UsageData);
  return {
    name,
    // Sizes are reported only for local ones.
    driver: asString(volume.Driver) || 'local',
    mountpoint: asString(volume.Mountpoint) ?? '',
    labels: asStrings(volume.Labels),
    size: sizeOf(usage?.Size),
    references: sizeOf(usage?.RefCount),
  };
}

/** A layer that was never written to has no size in the answer. */
function readWritableLayer({ Id, SizeRw }: JsonObject): [string, number][] {
  const size = SizeRw === undefined ? 0 : sizeOf(SizeRw);
  return typeof Id === 'string' && size !== undefined ? [[Id, size]] : [];
}

/** -1 means that the daemon does not know. */
function sizeOf(value: unknown): number | undefined {
  const size = asNumber(value);
  return size !== undefined && size >= 0 ? size : undefined;
}

function minus(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a - b;
}

/** The sum of the known sizes. */
function sum(items: readonly JsonObject[], size: (item: JsonObject) => number | undefined): number {
  return items.reduce((total, item) => total + (size(item) ?? 0), 0);
}
