import { gauge } from '../../exposition/family.js';
import { labels } from '../../exposition/labels.js';
import type { FilesystemUsage } from '../../kernel/fs/statfs.js';
import type { Mount } from '../../kernel/proc/mountinfo.js';
import { isAtOrBelow, mountOfPath } from '../../kernel/proc/mountinfo.js';
import type { Collector, CountedEngine, DiskUsageContext } from '../collector.js';
import { emitFigures, type Figures, familiesOf } from '../figures.js';
import { containersDirectory, type Disk, diskOf, dockerRoot, inodes, layersDirectory } from './docker-places.js';

const filesystemLabels = ['device', 'fstype', 'mountpoint', 'holds', 'engine'];
const figures: Figures<FilesystemUsage> = [
  [
    gauge(
      'docker_root_filesystem_size_bytes',
      "Size of a filesystem that holds Docker's data. The label holds says which: docker (its root directory), containerd (images and layers of the containerd image store) or volume (a volume that is a mount of its own).",
      filesystemLabels,
    ),
    ({ size }) => size,
  ],
  [
    gauge(
      'docker_root_filesystem_available_bytes',
      "Space that users other than root may still fill on a filesystem that holds Docker's data.",
      filesystemLabels,
    ),
    ({ available }) => available,
  ],
  [
    gauge(
      'docker_root_filesystem_files',
      "Inodes of a filesystem that holds Docker's data. Absent where there is no fixed number of them, as on btrfs.",
      filesystemLabels,
    ),
    (usage) => inodes(usage.files, usage),
  ],
  [
    gauge(
      'docker_root_filesystem_files_free',
      "Free inodes of a filesystem that holds Docker's data.",
      filesystemLabels,
    ),
    (usage) => inodes(usage.filesFree, usage),
  ],
];

/** Each filesystem once, however many engines and kinds of Docker data are on it: an alert needs no guess. */
export const dockerFilesystems: Collector = {
  name: 'docker-filesystems',
  help: "Space and inodes of the filesystems that hold Docker's root directory, containerd's and volumes",
  enabledByDefault: true,
  needs: 'disk-usage',
  families: familiesOf(figures),
  async collect(context) {
    for (const { disk, holds, engines } of await disksOf(context)) {
      const { source, fsType, mountPoint } = disk.mount;
      const identity = labels({
        ...{ device: source, fstype: fsType, mountpoint: mountPoint },
        ...{ holds: [...holds].join(','), engine: [...engines].join(',') },
      });
      emitFigures(figures, disk.usage, context.emit, identity);
    }
  },
};

type Held = 'docker' | 'containerd' | 'volume';

/** A path, where to query the filesystem that it is on, and which Docker data is there. */
interface Place {
  readonly path: string;
  readonly top: string;
  readonly held: Held;
  /** The engine it belongs to, if there are several. */
  readonly engine: string | undefined;
}

interface HoldingDisk {
  readonly disk: Disk;
  readonly holds: Set<Held>;
  readonly engines: Set<string>;
}

async function disksOf(context: DiskUsageContext): Promise<Iterable<HoldingDisk>> {
  const mounts = context.proc.mounts();
  const places = context.engines.flatMap((engine) => placesOf(engine, mounts));
  const disks = await Promise.all(places.map(({ path, top }) => diskOf(path, top, { ...context, mounts })));
  const found = new Map<string, HoldingDisk>();
  for (const [i, { held, engine }] of places.entries()) {
    const disk = disks[i];
    if (!disk) continue;
    const device = `${disk.mount.major}:${disk.mount.minor}`;
    const known = found.get(device) ?? { disk, holds: new Set(), engines: new Set() };
    found.set(device, known);
    known.holds.add(held);
    if (engine !== undefined) known.engines.add(engine);
  }
  // Docker's own disk always holds volumes too.
  for (const { holds } of found.values()) if (holds.size > 1) holds.delete('volume');
  return found.values();
}

function placesOf({ daemon, diskUsage, label: engine }: CountedEngine, mounts: readonly Mount[]): Place[] {
  const root = dockerRoot(daemon);
  if (!daemon || !root) return [];
  const place = (path: string, top: string, held: Held): Place => ({ path, top, held, engine });
  const places = [root, containersDirectory(root)].map((path) => place(path, root, 'docker'));
  const layers = layersDirectory(root, daemon, mounts);
  places.push(place(layers.path, layers.top, daemon.containerdStore ? 'containerd' : 'docker'));
  // df reports volumes that a plugin mounts elsewhere; the local driver's are found without it.
  const volumes = new Set(diskUsage?.usage?.volumeItems.map(({ mountpoint }) => mountpoint));
  for (const mount of mounts) {
    const path = mount.mountPoint;
    const isVolume = volumes.has(path) || isAtOrBelow(path, `${root}/volumes`);
    if (isVolume && mountOfPath(mounts, path) === mount) places.push(place(path, path, 'volume'));
  }
  return places;
}
