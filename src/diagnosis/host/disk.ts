import type { Labels } from '../../exposition/text-reader.js';
import type { Check, Observation } from '../check.js';
import { shellWord } from '../command-words.js';
import type { Severity } from '../finding.js';
import type { Sight } from '../sight.js';
import { thresholds } from '../thresholds.js';
import { bytes, percent } from '../words.js';
import { largestTakers } from './disk-takers.js';

/** Always full. */
const readOnlyTypes = /^(?:squashfs|iso9660|erofs|udf)$/;

/** Free and total size of each filesystem that holds Docker's data. */
function filesystems(sight: Sight, free: string, all: string) {
  return sight.samples(`docker_root_filesystem_${free}`).flatMap(({ labels, value }) => {
    const { fstype = '', mountpoint = '', device = '' } = labels;
    const size = sight.value(`docker_root_filesystem_${all}`, { mountpoint, device });
    return readOnlyTypes.test(fstype) || !size ? [] : [{ labels, free: value, size, share: value / size }];
  });
}

function stage(share: number, { warning, critical }: { readonly warning: number; readonly critical: number }) {
  const severity: Severity | undefined = share < critical ? 'critical' : share < warning ? 'warning' : undefined;
  return severity;
}

/** The command that frees most: it removes unused data of the type that has most of it. */
const pruning: Readonly<Record<string, string>> = {
  images: 'docker image prune -a',
  containers: 'docker container prune',
  build_cache: 'docker builder prune',
  // Volumes are data: list them first.
  volumes: 'docker volume ls --filter dangling=true',
};

const typeNames: Readonly<Record<string, string>> = {
  images: 'images',
  containers: 'stopped containers',
  build_cache: 'build cache',
  volumes: 'volumes',
};

function reclaimable(sight: Sight) {
  const types = sight
    .samples('docker_df_reclaimable_bytes')
    .map(({ labels: { type = '' }, value }) => ({ type, size: value }));
  return types.sort((a, b) => b.size - a.size);
}

function takers({ holds = '' }: Labels, sight: Sight): Observation['evidence'] {
  const unused = reclaimable(sight).reduce((sum, { size }) => sum + size, 0);
  return [
    ...largestTakers(sight, holds, 5),
    ...(unused > 0 ? [{ label: 'In use by no container', value: bytes(unused) }] : []),
  ];
}

function freeing(sight: Sight): string {
  const most = reclaimable(sight)[0];
  return (most && most.size > 0 ? pruning[most.type] : undefined) ?? 'docker system df -v';
}

const almostFull: Check = {
  id: 'DockerFilesystemAlmostFull',
  page: 'disk',
  collectors: ['docker-filesystems', 'docker-df', 'docker-images', 'docker-volumes', 'container-fs'],
  find: (sight) =>
    filesystems(sight, 'available_bytes', 'size_bytes').flatMap(({ labels, free, size, share }) => {
      const severity = stage(share, thresholds.diskFree);
      // A tenth of a very large disk is no reason to alert.
      if (severity === undefined || free >= thresholds.diskFree.enough) return [];
      return [
        {
          severity,
          title: `Only ${bytes(free)} (${percent(share)}) free on ${labels.mountpoint}, which holds Docker's data`,
          meaning: 'When it is full, containers fail to write, to log and to start.',
          evidence: [{ label: 'Free', value: `${bytes(free)} of ${bytes(size)}` }, ...takers(labels, sight)],
          command: freeing(sight),
        },
      ];
    }),
};

const inodesLow: Check = {
  id: 'DockerInodesLow',
  page: 'disk',
  collectors: ['docker-filesystems'],
  find: (sight) =>
    filesystems(sight, 'files_free', 'files').flatMap(({ labels, free, size, share }) => {
      const severity = stage(share, thresholds.inodesFree);
      if (severity === undefined) return [];
      return [
        {
          severity,
          title: `Only ${percent(share)} of inodes free on ${labels.mountpoint}, which holds Docker's data`,
          meaning:
            'Without inodes no file can be made, however much space is left. Look for where many small files are.',
          evidence: [{ label: 'Free inodes', value: `${free} of ${size}` }],
          command: `du --inodes -x -d 3 ${shellWord(labels.mountpoint ?? '/')} | sort -n | tail`,
        },
      ];
    }),
};

const reclaimableHigh: Check = {
  id: 'DockerReclaimableHigh',
  page: 'disk',
  collectors: ['docker-df', 'docker-filesystems'],
  find: (sight) => {
    const disks = sight
      .samples('docker_root_filesystem_size_bytes')
      .filter(({ labels }) => /docker|containerd/.test(labels.holds ?? ''));
    if (disks.length === 0) return [];
    const size = Math.max(...disks.map(({ value }) => value));
    return reclaimable(sight)
      .filter((type) => type.size > thresholds.reclaimableOfDisk * size)
      .map(({ type, size: unused }) => ({
        severity: 'info',
        title: `${bytes(unused)} of ${typeNames[type] ?? type} are used by no container`,
        meaning:
          type === 'volumes'
            ? 'That is more than a tenth of the disk. Volumes are data: see what they are before you remove any.'
            : 'That is more than a tenth of the disk, and can be freed at any time.',
        evidence: [{ label: 'Not in use', value: `${bytes(unused)}, ${percent(unused / size)} of the disk` }],
        ...(pruning[type] === undefined ? {} : { command: pruning[type] }),
      }));
  },
};

export const diskChecks = [almostFull, inodesLow, reclaimableHigh];
