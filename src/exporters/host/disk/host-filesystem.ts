import { gauge } from '../../../exposition/family.js';
import { labels } from '../../../exposition/labels.js';
import type { FilesystemUsage } from '../../../kernel/fs/statfs.js';
import type { Mount } from '../../../kernel/proc/mountinfo.js';
import type { Collector } from '../../collector.js';
import { emitFigures, type Figures, familiesOf } from '../../figures.js';

const mountLabels = ['device', 'fstype', 'mountpoint'];
const figures: Figures<FilesystemUsage> = [
  [gauge('node_filesystem_size_bytes', 'Filesystem size in bytes.', mountLabels), ({ size }) => size],
  [gauge('node_filesystem_free_bytes', 'Filesystem free space in bytes.', mountLabels), ({ free }) => free],
  [
    gauge('node_filesystem_avail_bytes', 'Filesystem space available to non-root users in bytes.', mountLabels),
    ({ available }) => available,
  ],
  [gauge('node_filesystem_files', 'Filesystem total file nodes.', mountLabels), ({ files }) => files],
  [gauge('node_filesystem_files_free', 'Filesystem total free file nodes.', mountLabels), ({ filesFree }) => filesFree],
];
const readOnly = gauge('node_filesystem_readonly', 'Filesystem read-only status.', mountLabels);
const deviceError = gauge(
  'node_filesystem_device_error',
  'Whether the filesystem could not be asked: it hangs, may not be looked at, or is not seen under the root file system given. Two hung network filesystems keep others of that kind from being asked, one hung local one other local ones.',
  mountLabels,
);

const hung = gauge(
  'node_filesystem_hung',
  'Whether the filesystem does not answer within 2 s, or is not asked while others of its kind do not: of network filesystems two, of local ones one.',
  mountLabels,
);
const mountInfo = gauge('node_filesystem_mount_info', 'Filesystem mount information, value is always 1.', [
  'device',
  'major',
  'minor',
  'mountpoint',
]);
const purgeable = gauge(
  'node_filesystem_purgeable_bytes',
  'Space that the system frees by itself when it is needed, which there is on macOS alone: 0.',
  mountLabels,
);

/**
 * node_exporter's defaults. (Debian's build also excludes /run, /mnt and /media, but data disks are often mounted
 * there.)
 */
const excludedMountPoints =
  /^\/(?:dev|proc|run\/credentials\/.+|sys|var\/lib\/docker\/.+|var\/lib\/containers\/storage\/.+)(?:$|\/)/;
const excludedTypes =
  /^(?:autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|erofs|fusectl|hugetlbfs|iso9660|mqueue|nsfs|overlay|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs|squashfs|sysfs|tracefs)$/;

export const hostFilesystem: Collector = {
  name: 'host-filesystem',
  group: 'host',
  help: "Space, inodes and state of the host's mounted filesystems",
  enabledByDefault: true,
  needs: 'nothing',
  families: [...familiesOf(figures), readOnly, deviceError, hung, mountInfo, purgeable],
  async collect({ proc, rootfs, emit, signal }) {
    const mounts = shownMounts(proc.mounts());
    const usages = await rootfs.usages(mounts, signal);
    for (const [i, mount] of mounts.entries()) {
      const usage = usages[i];
      const identity = identityOf(mount);
      emit(deviceError, usage ? 0 : 1, identity);
      emit(hung, !usage && rootfs.hangs(mount) ? 1 : 0, identity);
      if (!usage) continue;
      // From the mount table: under --path.rootfs, statfs would report the mount through which this process sees it.
      emit(readOnly, mount.readOnly ? 1 : 0, identity);
      emitFigures(figures, usage, emit, identity);
      emit(purgeable, 0, identity);
      const { source: device, major, minor, mountPoint: mountpoint } = mount;
      emit(mountInfo, 1, labels({ device, major: String(major), minor: String(minor), mountpoint }));
    }
  },
};

const identityOf = ({ source, fsType, mountPoint }: Mount): string =>
  labels({ device: source, fstype: fsType, mountpoint: mountPoint });

/**
 * Mounts to expose: not excluded, not covered by another one on the same mount point (they would get its figures), each
 * once.
 */
export function shownMounts(mounts: readonly Mount[]): Mount[] {
  const mountPoints = new Map(mounts.map(({ id, mountPoint }) => [id, mountPoint]));
  const covered = new Set(
    mounts.flatMap(({ id, parent, mountPoint }) =>
      parent !== id && mountPoints.get(parent) === mountPoint ? [parent] : [],
    ),
  );
  const shown = new Map<string, Mount>();
  for (const mount of mounts) {
    if (covered.has(mount.id) || excludedMountPoints.test(mount.mountPoint) || excludedTypes.test(mount.fsType))
      continue;
    shown.set(identityOf(mount), mount);
  }
  return [...shown.values()];
}
