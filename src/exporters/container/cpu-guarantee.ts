import { gauge } from '../../exposition/family.js';
import type { Collector } from '../collector.js';
import { eachCgroup } from '../each.js';
import { guaranteedCores } from './effective-limits.js';

const guaranteed = gauge(
  'container_cpu_guaranteed_cores',
  'CPUs that cpu.shares or cpu.weight, along the tree, leave the container when all cgroups want all they can get.',
);

export const cpuGuarantee: Collector = {
  name: 'cpu-guarantee',
  help: 'The CPU share that is sure when everyone is busy; reads the weight of every sibling of a container and of its ancestors',
  enabledByDefault: true,
  needs: 'containers',
  families: [guaranteed],
  collect: (scrape) =>
    eachCgroup(scrape, ({ path }, emit) => {
      if (path !== '/') emit(guaranteed, guaranteedCores(path, scrape.cgroups, scrape.machine));
    }),
};
