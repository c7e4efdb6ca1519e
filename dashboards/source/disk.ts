import { hostAnnotations } from './annotations.js';
import { containerPanels } from './disk/containers.js';
import { filesystemPanels } from './disk/filesystems.js';
import { imagePanels, volumePanels } from './disk/objects.js';
import { usagePanels } from './disk/usage.js';
import { frame } from './frame.js';
import { uids } from './links.js';
import { containerVariables } from './variables.js';

/** What fills the disks, and when they are full. */
export const disk = () =>
  frame({
    uid: uids.disk,
    title: 'Disk',
    description:
      'Disks that hold Docker data: how full, full when, and what takes the space: images, volumes, layers, logs.',
    variables: containerVariables(),
    annotations: hostAnnotations(),
    rows: {
      Filesystems: filesystemPanels(),
      'What takes the space': usagePanels(),
      Containers: containerPanels(),
      Volumes: volumePanels(),
      Images: imagePanels(),
    },
  });
