import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 collect garbage before it grows. On a machine with gigabytes it would let new objects have 48 MB and the rest
 * four times what lives: a scrape of a thousand containers leaves 30 MB of garbage and next to nothing that lives. What
 * this saves and costs is in docs/performance.md. Set here and not on the command line, so that it holds however the
 * process is started; the flags of `npm start` save more, but are heard only there.
 */
export function keepHeapSmall(): void {
  // The space for new objects stays as it begins: 1 MB, or the 4 MB of `npm start`.
  setFlagsFromString('--semi-space-growth-factor=1');
  // The rest grows to twice what lives, until all of it is collected. Less costs more than it saves.
  setFlagsFromString('--heap-growing-percent=100');
}
