import { NoAnswer } from '../refusal.js';

/** Slots for work that may run a few times at once. */
export interface Slots {
  /**
   * Waits for a slot, and returns a function that releases it. Rejects with NoAnswer if too many wait, or with the
   * signal's reason.
   */
  take(signal: AbortSignal): Promise<() => void>;
}

/** At most `count` at once, and `waiting` that wait for a slot, first come first served. */
export function createSlots(count: number, waiting: number): Slots {
  let free = count;
  const queue: (() => void)[] = [];

  const release = () => {
    const next = queue.shift();
    if (next) next();
    else free += 1;
  };
  const once = () => {
    let held = true;
    return () => {
      if (held) release();
      held = false;
    };
  };

  return {
    take(signal) {
      if (signal.aborted) return Promise.reject(signal.reason);
      if (free > 0) {
        free -= 1;
        return Promise.resolve(once());
      }
      if (queue.length >= waiting) return Promise.reject(new NoAnswer(503, 'too many requests are under way', 1));
      return new Promise((resolve, reject) => {
        const leave = () => {
          queue.splice(queue.indexOf(enter), 1);
          reject(signal.reason);
        };
        const enter = () => {
          signal.removeEventListener('abort', leave);
          resolve(once());
        };
        queue.push(enter);
        signal.addEventListener('abort', leave, { once: true });
      });
    },
  };
}

/** A signal that is aborted with the other one, or with `late` after `seconds`, until `forget` is called. */
export function withinTime(other: AbortSignal, seconds: number, late: NoAnswer) {
  const end = new AbortController();
  const leave = () => end.abort(other.reason);
  const timer = setTimeout(() => end.abort(late), seconds * 1000);
  other.addEventListener('abort', leave, { once: true });
  if (other.aborted) leave();
  return {
    signal: end.signal,
    forget() {
      clearTimeout(timer);
      other.removeEventListener('abort', leave);
    },
  };
}
