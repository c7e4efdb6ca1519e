import { counter, gauge } from '../../../exposition/family.js';
import type { SwapStat } from '../../../kernel/cgroup/rare-files.js';
import type { Collector } from '../../collector.js';
import { eachCgroup } from '../../each.js';
import { emitFigures, type Figures, familiesOf } from '../../figures.js';

const figures: Figures<SwapStat> = [
  [gauge('container_memory_swap_max_usage_bytes', 'Most swap that was in use at once (v2, Linux 6.5).'), (s) => s.peak],
  [gauge('container_memory_zswap_bytes', 'Memory that compressed swap takes (v2).'), (s) => s.zswap],
  [
    gauge(
      'container_memory_zswap_limit_bytes',
      'Most memory that compressed swap may take; absent without a limit (v2).',
    ),
    (s) => (s.zswapLimit === Number.POSITIVE_INFINITY ? undefined : s.zswapLimit),
  ],
  [gauge('container_memory_zswapped_bytes', 'Memory in compressed swap, before compression (v2).'), (s) => s.zswapped],
  [counter('container_memory_zswap_out_pages_total', 'Pages moved into compressed swap (v2).'), (s) => s.zswapOut],
  [counter('container_memory_zswap_in_pages_total', 'Pages read back from compressed swap (v2).'), (s) => s.zswapIn],
  [
    counter(
      'container_memory_zswap_writeback_pages_total',
      'Pages moved from compressed swap to the swap device (v2, Linux 6.8).',
    ),
    (s) => s.zswapWriteback,
  ],
];

export const swap: Collector = {
  name: 'swap',
  help: 'The peak of swap, and compressed swap (zswap), from memory.swap.peak and memory.zswap.* (v2)',
  enabledByDefault: false,
  needs: 'containers',
  families: familiesOf(figures),
  collect: (scrape) => eachCgroup(scrape, ({ path }, emit) => emitFigures(figures, scrape.cgroups.swap(path), emit)),
};
