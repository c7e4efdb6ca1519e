/**
 * What must be undone however the benchmark ends: at its end, after an exception, SIGINT or SIGTERM. Last done, first
 * undone. Only SIGKILL leaves something behind: processes end by themselves, cgroups are removed at the next start.
 */
const pending: (() => void)[] = [];

/** Registers something to undo, synchronously. The answer undoes it at once, and not again. */
export function undoAtEnd(undo: () => void): () => void {
  pending.push(undo);
  return () => {
    const at = pending.indexOf(undo);
    if (at < 0) return;
    pending.splice(at, 1);
    undo();
  };
}

export function undoAll(): void {
  for (let undo = pending.pop(); undo; undo = pending.pop()) {
    try {
      undo();
    } catch (error) {
      console.error(error);
      process.exitCode = 1;
    }
  }
}

export function watchForTheEnd(): void {
  process.on('exit', undoAll);
  const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  for (const [signal, status] of Object.entries(signals)) process.on(signal, () => process.exit(status));
}
