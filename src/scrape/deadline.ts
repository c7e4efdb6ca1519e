import { setMaxListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';

/** How long a scrape works before others (health checks, other requests) get a turn. */
const turnMilliseconds = 5;

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
  /** Gives others a turn when one is due. Returns at once otherwise. @throws Late */
  breathe(): Promise<void> | undefined;
  /** What `work` resolves to. @throws Late when it does not in time */
  race<T>(work: Promise<T>): Promise<T>;
  /** Must be called, as a timer would keep the process awake. */
  end(): void;
}

/** `at` is as performance.now() tells time. */
export function createDeadline(at: number): Deadline {
  const controller = new AbortController();
  const { signal } = controller;
  // Every mount and every inspect under way listens; that is no leak.
  setMaxListeners(0, signal);
  let reject: (late: Late) => void = () => {};
  const late = new Promise<never>((_, rejectLate) => {
    reject = rejectLate;
  });
  // Nobody may be racing when it rejects.
  late.catch(() => {});
  const timer = setTimeout(() => expire(), Math.max(0, at - performance.now()));
  let turnBegan = performance.now();

  function expire(): void {
    controller.abort();
    reject(new Late());
  }

  return {
    signal,
    breathe() {
      const now = performance.now();
      if (now >= at) {
        expire();
        throw new Late();
      }
      if (now - turnBegan < turnMilliseconds) return undefined;
      return setImmediate().then(() => {
        turnBegan = performance.now();
      });
    },
    race: (work) => Promise.race([work, late]),
    end: () => clearTimeout(timer),
  };
}
