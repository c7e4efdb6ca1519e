import { counter, gauge } from '../../exposition/family.js';
import { label } from '../../exposition/labels.js';
import type { CgroupExporter } from '../collector.js';

const usage = gauge('container_hugetlb_usage_bytes', 'Huge pages in use.', ['pagesize']);
const maxUsage = gauge('container_hugetlb_max_usage_bytes', 'Most huge pages that were in use at once (v1).', [
  'pagesize',
]);
const failcnt = counter('container_hugetlb_failcnt', 'Huge pages refused because of the limit.', ['pagesize']);

export const hugetlb: CgroupExporter = {
  name: 'hugetlb',
  help: 'Huge pages by size, from the hugetlb controller; three files a container and page size',
  scope: 'cgroup',
  enabledByDefault: false,
  families: [usage, maxUsage, failcnt],
  collect({ cgroup }, { emit, cgroups }) {
    for (const stat of cgroups.hugetlb(cgroup.path) ?? []) {
      const labels = label('pagesize', stat.pageSize);
      emit(usage, stat.usage, labels);
      emit(maxUsage, stat.maxUsage, labels);
      emit(failcnt, stat.failcnt, labels);
    }
  },
};
