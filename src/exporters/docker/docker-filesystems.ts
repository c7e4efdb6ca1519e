import { gauge } from '../../exposition/family.js';
import { labels } from '../../exposition/labels.js';
import type { Mount } from '../../kernel/proc/mountinfo.js';
import { isAtOrBelow, mountOfPath } from '../../kernel/proc/mountinfo.js';
import type { DaemonContext, DaemonExporter } from '../collector.js';
import {
  containerdRoot,
  containersDirectory,
  type Disk,
  diskOf,
  dockerRoot,
  inodes,
  layersDirectory,
} from './docker-places.js';

const filesystemLabels = ['device', 'fstype', 'mountpoint', 'holds'];
const sizeBytes = gauge(
  'docker_root_filesystem_size_bytes',
  "Size of a filesystem that holds Docker's data. The label holds says which: docker (its root directory), containerd (images and layers of the containerd image store) or volume (a volume that is a mount of its own).",
  filesystemLabels,
);
const availableBytes = gauge(
  'docker_root_filesystem_available_bytes',
  "Space that users other than root may still fill on a filesystem that holds Docker's data.",
  filesystemLabels,
);
const files = gauge(
  'docker_root_filesystem_files',
  "Inodes of a filesystem that holds Docker's data. Absent where there is no fixed number of them, as on btrfs.",
  filesystemLabels,
);
const filesFree = gauge(
  'docker_root_filesystem_files_free',
  "Free inodes of a filesystem that holds Docker's data.",
  filesystemLabels,
);

/** Each filesystem once, however much of Docker's is on it: an alert needs no guess about mount points. */
export const dockerFilesystems: DaemonExporter = {
  name: 'docker-filesystems',
  help: "Space and inodes of the filesystems that hold Docker's root directory, containerd's and volumes",
  scope: 'daemon',
  enabledByDefault: true,
  needsDiskUsage: true,
  families: [sizeBytes, availableBytes, files, filesFree],
  async collect(context) {
    for (const { disk, holds } of await disksOf(context)) {
      const { emit } = context;
      const { source, fsType, mountPoint } = disk.mount;
      const identity = labels({ device: source, fstype: fsType, mountpoint: mountPoint, holds: holds.join(',') });
      emit(sizeBytes, disk.usage.size, identity);
      emit(availableBytes, disk.usage.available, identity);
      emit(files, inodes(disk.usage.files, disk.usage), identity);
      emit(filesFree, inodes(disk.usage.filesFree, disk.usage), identity);
    }
  },
};

type Held = 'docker' | 'containerd' | 'volume';

/** A path, where to ask for the filesystem that it is on, and what of Docker's is there. */
interface Place {
  readonly path: string;
  readonly top: string;
  readonly held: Held;
}

interface HoldingDisk {
  readonly disk: Disk;
  readonly holds: Held[];
}

async function disksOf(context: DaemonContext): Promise<Iterable<HoldingDisk>> {
  const mounts = context.proc.mounts();
  const places = placesOf(context, mounts);
  const disks = await Promise.all(places.map(({ path, top }) => diskOf(path, top, { ...context, mounts })));
  const found = new Map<string, HoldingDisk>();
  for (const [i, { held }] of places.entries()) {
    const disk = disks[i];
    if (!disk) continue;
    const device = `${disk.mount.major}:${disk.mount.minor}`;
    const known = found.get(device);
    if (!known) found.set(device, { disk, holds: [held] });
    // Docker's own disk holds volumes too, in any case.
    else if (held !== 'volume' && !known.holds.includes(held)) known.holds.push(held);
  }
  return found.values();
}

function placesOf({ daemon, diskUsage }: DaemonContext, mounts: readonly Mount[]): Place[] {
  const root = dockerRoot(daemon);
  if (!daemon || !root) return [];
  const places: Place[] = [root, containersDirectory(root)].map((path) => ({ path, top: root, held: 'docker' }));
  if (daemon.containerdStore) places.push({ path: containerdRoot, top: containerdRoot, held: 'containerd' });
  else places.push({ path: layersDirectory(root, daemon), top: root, held: 'docker' });
  // df tells of volumes that a plugin mounts elsewhere; the local driver's are seen without it.
  const volumes = new Set(diskUsage?.usage?.volumeItems.map(({ mountpoint }) => mountpoint));
  for (const mount of mounts) {
    const path = mount.mountPoint;
    const isVolume = volumes.has(path) || isAtOrBelow(path, `${root}/volumes`);
    if (isVolume && mountOfPath(mounts, path) === mount) places.push({ path, top: path, held: 'volume' });
  }
  return places;
}
