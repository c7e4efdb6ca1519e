import { gauge } from '../../exposition/family.js';
import type { TreeStat } from '../../kernel/cgroup/cgroup-reader.js';
import type { Collector } from '../collector.js';
import { eachCgroup } from '../each.js';
import { emitFigures, type Figures, familiesOf } from '../figures.js';

const figures: Figures<TreeStat> = [
  [
    gauge(
      'container_cgroup_dying_descendants',
      'Removed cgroups below this one that the kernel cannot free yet. Each holds memory; a number that only grows is a leak (v2).',
    ),
    ({ dying }) => dying,
  ],
];

export const cgroupTree: Collector = {
  name: 'cgroup-tree',
  help: 'Removed cgroups that still hold memory, below ancestors of containers and containers with cgroups of their own, from cgroup.stat (v2)',
  enabledByDefault: true,
  needs: 'containers',
  families: familiesOf(figures),
  collect: (scrape) =>
    eachCgroup(scrape, ({ path, leaf }, emit) => {
      // A leaf has nothing below it: this saves one file for nearly all containers.
      if (!leaf) emitFigures(figures, scrape.cgroups.tree(path), emit);
    }),
};
