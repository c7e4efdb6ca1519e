import { gauge } from '../../../exposition/family.js';
import { labels } from '../../../exposition/labels.js';
import type { NumaFigure } from '../../../kernel/cgroup/rare-files.js';
import { readPageSize } from '../../../kernel/proc/machine-capacity.js';
import type { Collector } from '../../collector.js';
import { eachCgroup } from '../../each.js';

const pages = gauge(
  'container_memory_numa_pages',
  'Pages of memory by NUMA node; scope hierarchy counts cgroups inside the container too.',
  ['node', 'scope', 'type'],
);
const migrate = gauge(
  'container_memory_migrate',
  'Whether pages move when the nodes of the cpuset change (v1; on v2 they always do).',
);

export const memoryNuma: Collector = {
  name: 'memory-numa',
  help: 'Memory by NUMA node, from memory.numa_stat: the kernel walks all its nodes for each container',
  enabledByDefault: false,
  needs: 'containers',
  families: [pages, migrate],
  collect: (scrape) => {
    const pageSize = scrape.cgroups.version === 1 ? undefined : readPageSize(scrape.proc);
    return eachCgroup(scrape, ({ path, kind }, emit) => {
      for (const figure of scrape.cgroups.numa(path) ?? []) {
        const count = figure.unit === 'pages' ? figure.value : pageSize && figure.value / pageSize;
        for (const scope of scopesOf(figure, kind === 'ancestor' ? 1 : scrape.cgroups.version)) {
          emit(pages, count, labels({ node: figure.node, scope, type: figure.type }));
        }
      }
      const migrates = scrape.cgroups.memoryMigrate(path);
      if (migrates !== undefined) emit(migrate, migrates ? 1 : 0);
    });
  },
};

/** On v2 tasks are only in leaves, so the memory of a container's subtree is the container's. */
function scopesOf({ scope }: NumaFigure, version: 1 | 2): readonly string[] {
  if (scope === 'own') return ['container'];
  return version === 2 ? ['container', 'hierarchy'] : ['hierarchy'];
}
