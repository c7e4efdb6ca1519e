/** Loaded into an exporter with --expose-gc: answers each message with what is left on the heap after a collection. */
export interface Heap {
  readonly usedBytes: number;
}

process.on('message', () => {
  // What the first one finalises, the second frees.
  for (let i = 0; i < 3; i++) globalThis.gc?.();
  const heap: Heap = { usedBytes: process.memoryUsage().heapUsed };
  process.send?.(heap);
});
