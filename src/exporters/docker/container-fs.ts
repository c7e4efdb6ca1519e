import type { Container, ContainerMetadata } from '../../discovery/container.js';
import { containerFiles } from '../../discovery/docker/container-files.js';
import type { DaemonInfo } from '../../discovery/runtime-source.js';
import { gauge } from '../../exposition/family.js';
import { label, labels } from '../../exposition/labels.js';
import { KernelReadError } from '../../kernel/errors.js';
import type { PlainFiles } from '../../kernel/fs/plain-files.js';
import { allocatedByLog } from '../../kernel/fs/plain-files.js';
import type { FilesystemUsage } from '../../kernel/fs/statfs.js';
import type { Mount } from '../../kernel/proc/mountinfo.js';
import type { Collector, DiskUsageContext, EmitOfContainer, Engine } from '../collector.js';
import { eachContainer } from '../each.js';
import { emitFigures, type Figures, familiesOf } from '../figures.js';
import { shownMounts } from '../host/disk/host-filesystem.js';
import { containersDirectory, type Disk, diskOf, dockerRoot, inodes, layersDirectory } from './docker-places.js';

/** cAdvisor's disk families: the disks that hold a container's data, and all disks for the host's root cgroup. */

const usageBytes = gauge(
  'container_fs_usage_bytes',
  'What a container takes of a disk: its writable layer, its logs and its configuration, volumes left out. Absent while one of them is unknown. For id="/": the used space of each disk of the host.',
  ['device'],
);
const figures: Figures<FilesystemUsage> = [
  [
    gauge('container_fs_limit_bytes', "Size of the disk that a container's file system is on.", ['device']),
    ({ size }) => size,
  ],
  [
    gauge('container_fs_inodes_free', "Free inodes of the disk that a container's file system is on.", ['device']),
    (usage) => inodes(usage.filesFree, usage),
  ],
  [
    gauge('container_fs_inodes_total', "Inodes of the disk that a container's file system is on.", ['device']),
    (usage) => inodes(usage.files, usage),
  ],
];

const diskFamilies = [usageBytes, ...familiesOf(figures)];

/** For `/`, as in cAdvisor: each disk of the host. */
async function collectHostDisks(context: DiskUsageContext, mounts: readonly Mount[]): Promise<void> {
  const { containers, emitFor, rootfs, signal } = context;
  const host = containers.find(({ cgroup }) => cgroup?.path === '/');
  if (!host) return;
  const emit = emitFor(host);
  const disks = new Map<string, Mount>();
  for (const mount of shownMounts(mounts)) {
    if (mount.source.startsWith('/dev/') && !disks.has(mount.source)) disks.set(mount.source, mount);
  }
  const mountsAsked = [...disks.values()];
  const usages = await rootfs.usages(mountsAsked, signal);
  for (const [i, mount] of mountsAsked.entries()) {
    const usage = usages[i];
    if (!usage) continue;
    const disk = { mount, usage };
    emitDisk(disk, emit);
    emit(usageBytes, usage.size - usage.free, deviceOf(disk));
  }
}

function emitDisk(disk: Disk | undefined, emit: EmitOfContainer): void {
  if (disk) emitFigures(figures, disk.usage, emit, deviceOf(disk));
}

export const deviceOf = ({ mount }: Disk): string => label('device', mount.source);

const writableLayerBytes = gauge(
  'container_fs_writable_layer_bytes',
  "What a container wrote to its own file system (SizeRw of Docker's df), volumes and logs left out. As old as container_exporter_df_age_seconds says.",
);
const logBytes = gauge(
  'container_log_bytes',
  "What the files of a container's log take of the disk, rotated ones too, as du counts it. Absent for logging drivers that keep no files on this host, and where container_exporter_docker_files_accessible is 0.",
);
const logLimit = gauge(
  'container_log_limit_bytes',
  "What all files of the container's log may take together: max-size times max-file of its logging driver, +Inf without rotation. Absent for drivers other than json-file and local.",
);
const filesAccessible = gauge(
  'container_exporter_docker_files_accessible',
  "Whether the files that Docker keeps of each container may be looked at: 0 where --path.rootfs does not show Docker's root directory, or this process' user may not enter it (group 0 may).",
  ['engine'],
);

export const containerFs: Collector = {
  name: 'container-fs',
  help: 'What each container takes of the disk: writable layer and logs, stopped ones included',
  enabledByDefault: true,
  needs: 'disk-usage',
  families: [writableLayerBytes, logBytes, logLimit, ...diskFamilies, filesAccessible],
  async collect(context) {
    const mounts = context.proc.mounts();
    const [stores] = await Promise.all([storesOf(context, mounts), collectHostDisks(context, mounts)]);
    await eachContainer(context, (container, emit) => {
      collectContainer(container, stores.get(container.source ?? ''), emit);
    });
  },
};

/** Where a daemon's containers keep their data. Undefined: not visible from here. */
interface Places {
  readonly root: string;
  readonly layers: Disk | undefined;
  readonly logs: Disk | undefined;
  /** The disks of the two, or the one that both are on. */
  readonly disks: readonly Disk[];
  readonly files: PlainFiles | undefined;
}

/** What is known about an engine's containers. */
interface Store {
  readonly places: Places | undefined;
  readonly writableLayers: ReadonlyMap<string, number> | undefined;
}

/** By the engines' sources. An engine whose places are unknown costs only its own samples. */
async function storesOf(context: DiskUsageContext, mounts: readonly Mount[]): Promise<ReadonlyMap<string, Store>> {
  const entries = context.engines.map(async (engine): Promise<[string, Store]> => {
    let places: Places | undefined;
    try {
      places = await placesOf(engine, context, mounts);
    } catch (error) {
      context.fail(error);
    }
    if (places) context.emit(filesAccessible, places.files ? 1 : 0, labels({ engine: engine.label }));
    return [engine.source, { places, writableLayers: engine.diskUsage?.usage?.writableLayers }];
  });
  return new Map(await Promise.all(entries));
}

async function placesOf(
  { daemon }: Engine,
  context: DiskUsageContext,
  mounts: readonly Mount[],
): Promise<Places | undefined> {
  const root = dockerRoot(daemon);
  if (!daemon || !root) return undefined;
  const { path, top } = layersDirectory(root, daemon, mounts);
  const [layers, logs] = await Promise.all([
    diskOf(path, top, { ...context, mounts }),
    diskOf(containersDirectory(root), root, { ...context, mounts }),
  ]);
  const disks = new Map([layers, logs].flatMap((disk) => (disk ? [[disk.mount.source, disk]] : [])));
  const files = logs && context.rootfs.files(root);
  return {
    ...{ root, layers, logs, disks: [...disks.values()] },
    files: files && mayEnter(files, daemon) ? files : undefined,
  };
}

/** False without group 0 or a capability, which is how most should run this: not a failure. */
function mayEnter(files: PlainFiles, { storageDriver }: DaemonInfo): boolean {
  try {
    // Docker's and Podman's.
    return ['containers', `${storageDriver}-containers`].some((name) => files.allocated(`${name}/.`) !== undefined);
  } catch (error) {
    if (error instanceof KernelReadError && error.code === 'EACCES') return false;
    throw error;
  }
}

function collectContainer({ metadata }: Container, store: Store | undefined, emit: EmitOfContainer): void {
  if (!metadata || !store) return;
  const { places, writableLayers } = store;
  const layer = writableLayers?.get(metadata.id);
  emit(writableLayerBytes, layer);
  emit(logLimit, metadata.inspect?.logLimit);
  if (!places) return;
  const { root, layers, logs, disks, files } = places;
  for (const disk of disks) emitDisk(disk, emit);
  const kept = files && collectFiles(metadata, root, files, emit);
  if (!layers || !logs) return;
  if (layers.mount.source === logs.mount.source) {
    emit(usageBytes, layer === undefined || kept === undefined ? undefined : layer + kept, deviceOf(layers));
  } else {
    emit(usageBytes, layer, deviceOf(layers));
    emit(usageBytes, kept, deviceOf(logs));
  }
}

/** Exposes the log, and returns the bytes of everything Docker keeps for the container. Undefined: unknown. */
function collectFiles(
  metadata: ContainerMetadata,
  root: string,
  files: PlainFiles,
  emit: EmitOfContainer,
): number | undefined {
  const paths = containerFiles(metadata, root);
  if (!paths) return undefined;
  const log = paths.log === undefined ? undefined : allocatedByLog(files, paths.log);
  emit(logBytes, log);
  return paths.others.reduce((sum, path) => sum + (files.allocated(path) ?? 0), log ?? 0);
}
