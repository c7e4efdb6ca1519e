import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 collect garbage before it grows. On a machine with gigabytes it would let the heap grow to four times what lives,
 * and new objects to 48 MB: a scrape leaves tens of megabytes of garbage and next to nothing that lives. Costs a few
 * percent of CPU (docs/performance.md). Set here and not on the command line, so that it holds however the process is
 * started.
 */
export function keepHeapSmall(): void {
  // The space for new objects stays at the 1 MB that it begins with.
  setFlagsFromString('--semi-space-growth-factor=1');
  // The rest grows by three tenths of what lives from one full collection to the next.
  setFlagsFromString('--heap-growing-percent=30');
}
