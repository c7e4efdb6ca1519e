import { counter, gauge } from '../../exposition/family.js';
import { label } from '../../exposition/labels.js';
import type { HugetlbStat } from '../../kernel/cgroup/cgroup-reader.js';
import type { Collector } from '../collector.js';
import { eachCgroup } from '../each.js';
import { emitFigures, type Figures, familiesOf } from '../figures.js';

const figures: Figures<HugetlbStat> = [
  [gauge('container_hugetlb_usage_bytes', 'Huge pages in use.', ['pagesize']), ({ usage }) => usage],
  [
    gauge('container_hugetlb_max_usage_bytes', 'Most huge pages that were in use at once (v1).', ['pagesize']),
    ({ maxUsage }) => maxUsage,
  ],
  [
    counter('container_hugetlb_failcnt', 'Huge pages refused because of the limit.', ['pagesize']),
    ({ failcnt }) => failcnt,
  ],
];

export const hugetlb: Collector = {
  name: 'hugetlb',
  help: 'Huge pages by size, from the hugetlb controller; three files a container and page size',
  enabledByDefault: false,
  needs: 'containers',
  families: familiesOf(figures),
  collect: (scrape) =>
    eachCgroup(scrape, ({ path }, emit) => {
      for (const stat of scrape.cgroups.hugetlb(path) ?? []) {
        emitFigures(figures, stat, emit, label('pagesize', stat.pageSize));
      }
    }),
};
