/** After a request that took a second there is none for ten of them: we keep a daemon busy a tenth of its time at most. */
export const restFactor = 10;

/** Bounds of a rest, in seconds. */
export interface RestBounds {
  readonly least: number;
  readonly leastAfterFailure: number;
  readonly most: number;
}

/** One request for something expensive, and how long it stands. Times are seconds of the caller's clock. */
export interface RestingRequest<T> {
  readonly since: number;
  readonly answer: Promise<T>;
  /** From when on it may be repeated; Infinity while it is under way. */
  readonly restUntil: number;
}

/** Begins a request whose rest starts when it ends, well or not. `now` is a clock that never goes back. */
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
