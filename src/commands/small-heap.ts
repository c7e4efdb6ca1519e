import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';

/** The heap grows to twice what lives, until all of it is collected. Less costs more than it saves. */
const usualGrowth = 100;
const leastGrowth = 15;

/** What a process in a small memory cgroup needs beside its heap: code, buffers, and the kernel's memory for open files. */
const besideHeap = 64 * 1024 * 1024;

/** A cgroup's limit above this leaves room enough, and none is a number beyond all memory. */
const smallLimit = 512 * 1024 * 1024;

/**
 * Has V8 collect garbage before it grows. On a machine with gigabytes it would let new objects have 48 MB and the rest
 * four times what lives: a scrape of a thousand containers leaves 30 MB of garbage and next to nothing that lives. What
 * this saves and costs is in docs/performance.md. Set here and not on the command line, so that it holds however the
 * process is started; the flags of `npm start` save more, but are heard only there.
 */
export function keepHeapSmall(): void {
  // The space for new objects stays as it begins: 1 MB, or the 4 MB of `npm start`.
  setFlagsFromString('--semi-space-growth-factor=1');
  setGrowth(usualGrowth);
  const limit = process.constrainedMemory();
  if (limit !== undefined && limit > 0 && limit < smallLimit) fitHeapInto(limit - besideHeap);
}

/** The more lives, the less it may grow: twice the heap of ten thousand containers is beyond a limit of 128 MB. */
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
