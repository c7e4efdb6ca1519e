/**
 * Work for a key, shared with all callers for the same key while it is in progress. Rejects as the work does, or with
 * the waiter's reason as soon as the waiter leaves.
 */
export type SingleFlight<K, T> = (
  key: K,
  begin: (signal: AbortSignal) => Promise<T>,
  waiter: AbortSignal,
) => Promise<T>;

interface Flight<T> {
  readonly end: AbortController;
  readonly result: Promise<T>;
  waiters: number;
}

/**
 * One at a time for each key; nothing is kept once it ends. When the last waiter has left, the work's signal is aborted
 * with that waiter's reason, and the next caller starts over.
 */
export function createSingleFlight<K, T>(): SingleFlight<K, T> {
  const flights = new Map<K, Flight<T>>();

  function forget(key: K, flight: Flight<T>): void {
    if (flights.get(key) === flight) flights.delete(key);
  }

  function take(key: K, begin: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const underWay = flights.get(key);
    if (underWay) return underWay;
    const end = new AbortController();
    const flight: Flight<T> = { end, waiters: 0, result: begin(end.signal).finally(() => forget(key, flight)) };
    flights.set(key, flight);
    return flight;
  }

  return (key, begin, waiter) =>
    new Promise((resolve, reject) => {
      if (waiter.aborted) return reject(waiter.reason);
      const flight = take(key, begin);
      flight.waiters += 1;
      const leave = () => {
        reject(waiter.reason);
        flight.waiters -= 1;
        if (flight.waiters > 0) return;
        forget(key, flight);
        flight.end.abort(waiter.reason);
      };
      waiter.addEventListener('abort', leave, { once: true });
      flight.result.then(resolve, reject).finally(() => waiter.removeEventListener('abort', leave));
    });
}
