/** After a request that took one second, none follows for ten: a daemon is busy with us at most a tenth of the time. */
export const restFactor = 10;

/** Bounds of a rest, in seconds. */
export interface RestBounds {
  readonly least: number;
  readonly leastAfterFailure: number;
  readonly most: number;
}

/** One request for something expensive, and how long its result is valid. Times are seconds of the caller's clock. */
export interface RestingRequest<T> {
  readonly since: number;
  readonly answer: Promise<T>;
  /** When it may be repeated; Infinity while it is in progress. */
  readonly restUntil: number;
}

/** Starts a request whose rest begins when it ends, successfully or not. `now` is a monotonic clock. */
export function beginResting<T>(begin: () => Promise<T>, bounds: RestBounds, now: () => number): RestingRequest<T> {
  const since = now();
  const rest = (least: number) => {
    request.restUntil = now() + Math.min(Math.max(restFactor * (now() - since), least), bounds.most);
  };
  const request = { since, answer: begin(), restUntil: Number.POSITIVE_INFINITY };
  request.answer.then(
    () => rest(bounds.least),
    () => rest(bounds.leastAfterFailure),
  );
  return request;
}
