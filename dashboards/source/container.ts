import { containerAnnotations } from './annotations.js';
import { cpuPanels } from './container/cpu.js';
import { diskPanels } from './container/disk.js';
import { memoryPanels } from './container/memory.js';
import { networkPanels } from './container/network.js';
import { processPanels } from './container/processes.js';
import { statePanels } from './container/state.js';
import { frame } from './frame.js';
import { uids } from './links.js';
import { oneContainerVariables } from './variables.js';

/** One container, all its resources. */
export const container = () =>
  frame({
    uid: uids.container,
    title: 'Container',
    description: 'One container: what it uses of each resource, and how near it is to its limits.',
    variables: oneContainerVariables(),
    annotations: containerAnnotations(),
    rows: {
      State: statePanels(),
      CPU: cpuPanels(),
      Memory: memoryPanels(),
      Disk: diskPanels(),
      Network: networkPanels(),
      Processes: processPanels(),
    },
  });
