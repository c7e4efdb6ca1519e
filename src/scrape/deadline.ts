import { setMaxListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';

/** How long a scrape works before others (health checks, other requests) get a turn. */
const turnMilliseconds = 5;

/** When a scrape goes on without an answer that it waits for: the rest of its time is for what is done then. */
const shareForAnswers = 0.8;

/** Thrown into what is late. */
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
  /** Gives others a turn when one is due. Returns at once otherwise. @throws Late */
  breathe(): Promise<void> | undefined;
  /** What `work` resolves to. @throws Late when it does not in time */
  race<T>(work: Promise<T>): Promise<T>;
  /** Must be called, as a timer would keep the process awake. */
  end(): void;
}

/**
 * @param at as performance.now() tells time
 * @param left aborted when nobody waits for the scrape any more: its time is up then
 */
export function createDeadline(at: number, left?: AbortSignal): Deadline {
  const whole = new AbortController();
  const answers = new AbortController();
  // Every mount and every inspect under way listens; that is no leak.
  setMaxListeners(0, whole.signal, answers.signal);
  let reject: (late: Late) => void = () => {};
  const late = new Promise<never>((_, rejectLate) => {
    reject = rejectLate;
  });
  // Nobody may be racing when it rejects.
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
    // Not sooner than the clock that breathe looks at says.
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
