import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';

/** The heap grows to twice the live data before a full collection. Less costs more than it saves. */
const usualGrowth = 100;
const leastGrowth = 15;

/** What a process in a small memory cgroup needs besides its heap: code, buffers, and kernel memory for open files. */
const besideHeap = 64 * 1024 * 1024;

/** A cgroup limit above this leaves enough room, and no limit is a number larger than any memory. */
const smallLimit = 512 * 1024 * 1024;

/**
 * Makes V8 collect garbage before it grows. On a machine with gigabytes it would allow 48 MB for new objects and four
 * times the live data for the rest: a scrape of a thousand containers leaves 30 MB of garbage and next to no live data.
 * docs/performance.md has the savings and costs. Set here and not on the command line, so that it applies however the
 * process is started; the flags of `npm start` save more, but only work there.
 */
export function keepHeapSmall(): void {
  // The space for new objects keeps its initial size: 1 MB, or the 4 MB of `npm start`.
  setFlagsFromString('--semi-space-growth-factor=1');
  setGrowth(usualGrowth);
  const limit = process.constrainedMemory();
  if (limit !== undefined && limit > 0 && limit < smallLimit) fitHeapInto(limit - besideHeap);
}

/** The more live data, the less it may grow: twice the heap of ten thousand containers exceeds a limit of 128 MB. */
function fitHeapInto(room: number): void {
  let growth = usualGrowth;
  const observer = new PerformanceObserver(() => {
    const { used_heap_size: used } = getHeapStatistics();
    const next = Math.round(Math.min(usualGrowth, Math.max(leastGrowth, (room / used - 1) * 100)));
    if (next !== growth) setGrowth(next);
    growth = next;
  });
  observer.observe({ entryTypes: ['gc'] });
}

function setGrowth(percent: number): void {
  setFlagsFromString(`--heap-growing-percent=${percent}`);
}
