import { gauge } from '../../../exposition/family.js';
import { labels } from '../../../exposition/labels.js';
import type { Mount } from '../../../kernel/proc/mountinfo.js';
import type { HostExporter } from '../../collector.js';

const mountLabels = ['device', 'fstype', 'mountpoint'];
const sizeBytes = gauge('node_filesystem_size_bytes', 'Filesystem size in bytes.', mountLabels);
const freeBytes = gauge('node_filesystem_free_bytes', 'Filesystem free space in bytes.', mountLabels);
const availBytes = gauge(
  'node_filesystem_avail_bytes',
  'Filesystem space available to non-root users in bytes.',
  mountLabels,
);
const files = gauge('node_filesystem_files', 'Filesystem total file nodes.', mountLabels);
const filesFree = gauge('node_filesystem_files_free', 'Filesystem total free file nodes.', mountLabels);
const readOnly = gauge('node_filesystem_readonly', 'Filesystem read-only status.', mountLabels);
const deviceError = gauge(
  'node_filesystem_device_error',
  'Whether the filesystem could not be asked: it hangs, may not be looked at, or is not seen under the root file system given. Two hung network filesystems keep others of that kind from being asked, one hung local one other local ones.',
  mountLabels,
);

/** node_exporter's defaults. (Debian's build also leaves out /run, /mnt and /media; data disks are often mounted there.) */
const excludedMountPoints =
  /^\/(?:dev|proc|run\/credentials\/.+|sys|var\/lib\/docker\/.+|var\/lib\/containers\/storage\/.+)(?:$|\/)/;
const excludedTypes =
  /^(?:autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs|iso9660|mqueue|nsfs|overlay|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs|squashfs|sysfs|tracefs)$/;

export const hostFilesystem: HostExporter = {
  name: 'host-filesystem',
  help: "Space, inodes and state of the host's mounted filesystems",
  scope: 'host',
  enabledByDefault: true,
  families: [sizeBytes, freeBytes, availBytes, files, filesFree, readOnly, deviceError],
  async collect({ proc, rootfs, emit, signal }) {
    const mounts = shownMounts(proc.mounts());
    const usages = await Promise.all(mounts.map((mount) => rootfs.usage(mount, signal)));
    for (const [i, mount] of mounts.entries()) {
      const usage = usages[i];
      const identity = identityOf(mount);
      emit(deviceError, usage ? 0 : 1, identity);
      if (!usage) continue;
      // As the mount table says: under --path.rootfs statfs would tell of the mount that shows it to this process.
      emit(readOnly, mount.readOnly ? 1 : 0, identity);
      emit(sizeBytes, usage.size, identity);
      emit(freeBytes, usage.free, identity);
      emit(availBytes, usage.available, identity);
      emit(files, usage.files, identity);
      emit(filesFree, usage.filesFree, identity);
    }
  },
};

const identityOf = ({ source, fsType, mountPoint }: Mount): string =>
  labels({ device: source, fstype: fsType, mountpoint: mountPoint });

/** Mounts to show: not excluded, not covered by another on the same mount point (whose figures they would get), each once. */
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
