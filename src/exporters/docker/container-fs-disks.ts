import { gauge } from '../../exposition/family.js';
import { label } from '../../exposition/labels.js';
import type { FilesystemUsage } from '../../kernel/fs/statfs.js';
import type { Mount } from '../../kernel/proc/mountinfo.js';
import type { DiskUsageContext, EmitOfContainer } from '../collector.js';
import { emitFigures, type Figures, familiesOf } from '../figures.js';
import { shownMounts } from '../host/disk/host-filesystem.js';
import { type Disk, inodes } from './docker-places.js';

/** cAdvisor's families of disks: of those that a container's data is on, and of all of them for the host's root cgroup. */

export const usageBytes = gauge(
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

export const diskFamilies = [usageBytes, ...familiesOf(figures)];

/** For `/`, as cAdvisor has it: each disk of the host. */
export async function collectHostDisks(context: DiskUsageContext, mounts: readonly Mount[]): Promise<void> {
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

export function emitDisk(disk: Disk | undefined, emit: EmitOfContainer): void {
  if (disk) emitFigures(figures, disk.usage, emit, deviceOf(disk));
}

export const deviceOf = ({ mount }: Disk): string => label('device', mount.source);
