import { hostAnnotations } from './annotations.js';
import { frame } from './frame.js';
import { containerPanels } from './host/containers.js';
import { cpuPanels } from './host/cpu.js';
import { diskPanels } from './host/disk.js';
import { kernelPanels } from './host/kernel.js';
import { memoryPanels } from './host/memory.js';
import { networkPanels } from './host/network.js';
import { uids } from './links.js';
import { containerVariables } from './variables.js';

/** Hosts: utilization, saturation and errors of each resource. */
export const host = () =>
  frame({
    uid: uids.host,
    title: 'Host',
    description: 'Hosts, by the USE method: utilization, saturation and errors of each resource, and who uses it.',
    variables: containerVariables(),
    annotations: hostAnnotations(),
    rows: {
      CPU: cpuPanels(),
      Memory: memoryPanels(),
      Disk: diskPanels(),
      Network: networkPanels(),
      'Kernel tables': kernelPanels(),
      'Who uses it': containerPanels(),
    },
  });
