/**
 * Waits for a promise, which must not reject: true once it has settled, false as soon as time is up or the signal is
 * aborted. Infinity is no time limit.
 */
export function settlesWithin(promise: Promise<unknown>, milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const giveUp = () => end(false);
    const timer = milliseconds === Number.POSITIVE_INFINITY ? undefined : setTimeout(giveUp, milliseconds);
    signal.addEventListener('abort', giveUp, { once: true });
    promise.then(() => end(true));
    if (signal.aborted) giveUp();

    function end(settled: boolean): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      resolve(settled);
    }
  });
}
