import { setMaxListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';

/** How long a scrape works before others (health checks, other requests) get a turn. */
const turnMilliseconds = 5;

/** When a scrape stops waiting for an answer: the rest of its time is for the work that follows. */
const shareForAnswers = 0.8;

/** Thrown into work that is late. */
export class Late extends Error {
  override readonly name = 'Late';

  constructor() {
    super('left out, as the time of the scrape was up');
  }
}

export interface Deadline {
  /** Aborted when the time is up. */
  readonly signal: AbortSignal;
  /** Aborted earlier, when a runtime that has not answered must not be waited for any longer. */
  readonly answers: AbortSignal;
  /** Gives others a turn when one is due, otherwise returns at once. @throws Late */
  breathe(): Promise<void> | undefined;
  /** The result of `work`. @throws Late if it does not resolve in time */
  race<T>(work: Promise<T>): Promise<T>;
  /** Must be called: the timer would keep the process alive. */
  end(): void;
}

/**
 * @param at in performance.now() time
 * @param left aborted when nobody waits for the scrape any more, which ends its time
 */
export function createDeadline(at: number, left?: AbortSignal): Deadline {
  const whole = new AbortController();
  const answers = new AbortController();
  // Every mount and every inspect in progress listens; this is not a leak.
  setMaxListeners(0, whole.signal, answers.signal);
  let reject: (late: Late) => void = () => {};
  const late = new Promise<never>((_, rejectLate) => {
    reject = rejectLate;
  });
  // It may reject while nobody is racing it.
  late.catch(() => {});

  const expire = () => {
    answers.abort();
    whole.abort();
    reject(new Late());
  };
  let turnBegan = performance.now();
  const milliseconds = Math.max(0, at - turnBegan);
  const timers = [
    setTimeout(() => answers.abort(), milliseconds * shareForAnswers),
    // Never before the clock that breathe reads.
    setTimeout(expire, Math.ceil(milliseconds)),
  ];
  left?.addEventListener('abort', expire, { once: true });
  if (left?.aborted) expire();

  return {
    signal: whole.signal,
    answers: answers.signal,
    breathe() {
      const now = performance.now();
      if (now >= at) expire();
      if (whole.signal.aborted) throw new Late();
      if (now - turnBegan < turnMilliseconds) return undefined;
      return setImmediate().then(() => {
        turnBegan = performance.now();
      });
    },
    race: (work) => Promise.race([work, late]),
    end() {
      for (const timer of timers) clearTimeout(timer);
      left?.removeEventListener('abort', expire);
    },
  };
}
