import { gauge } from '../../exposition/family.js';
import type { CgroupExporter } from '../collector.js';
import { cpuGuarantee } from './effective-limits.js';

const guaranteed = gauge(
  'container_cpu_guaranteed_cores',
  'CPUs that cpu.shares or cpu.weight, along the tree, leave the container when all cgroups want all they can get.',
);

export const cpuGuaranteeExporter: CgroupExporter = {
  name: 'cpu-guarantee',
  help: 'The CPU share that is sure when everyone is busy; reads the weight of every sibling of a container and of its ancestors',
  scope: 'cgroup',
  enabledByDefault: true,
  families: [guaranteed],
  collect({ cgroup }, { emit, cgroups, machine }) {
    if (cgroup.path !== '/') emit(guaranteed, cpuGuarantee(cgroup.path, cgroups, machine));
  },
};
