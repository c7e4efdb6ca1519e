import { NoAnswer } from '../refusal.js';

/** After an ask that took a second the daemon is left alone for ten of them, within these seconds. */
const restFactor = 10;
const restLeast = 5;
const restMost = 600;
const restAfterFailure = 5;

/** Versions of the API that are asked in at once: one for each kind of client. */
const mostQuestions = 4;

export interface RestedAnswer<T> {
  readonly value: T;
  /** How many seconds before this request the daemon was asked. */
  readonly age: number;
}

interface Entry<T> {
  readonly askedAt: number;
  readonly answer: Promise<T>;
  /** Infinity while it is under way. */
  restUntil: number;
}

/**
 * Asks a question that is dear to answer. Who asks while it is under way waits for the same answer, and who asks while the
 * daemon rests gets the last one with its age: an exporter that was told to come later would have nothing to show, and no
 * number of clients makes the daemon busy. Nothing is asked that nobody wants.
 *
 * Rejects as `ask` does, and with NoAnswer (429) for a question too many.
 */
export function createRestingAsks<T>(
  now: () => number = () => performance.now() / 1000,
): (question: string, ask: () => Promise<T>) => Promise<RestedAnswer<T>> {
  const entries = new Map<string, Entry<T>>();

  function begin(question: string, ask: () => Promise<T>): Entry<T> {
    const askedAt = now();
    const entry: Entry<T> = { askedAt, answer: ask(), restUntil: Number.POSITIVE_INFINITY };
    entry.answer.then(
      () => {
        const rest = restFactor * (now() - askedAt);
        entry.restUntil = now() + Math.min(Math.max(rest, restLeast), restMost);
      },
      (error: unknown) => {
        // A question that the daemon does not know cost it nothing.
        const wasRejected = error instanceof NoAnswer && error.status < 500;
        if (wasRejected) entries.delete(question);
        else entry.restUntil = now() + restAfterFailure;
      },
    );
    entries.set(question, entry);
    return entry;
  }

  return async (question, ask) => {
    for (const [key, { restUntil }] of entries) if (restUntil <= now()) entries.delete(key);
    const known = entries.get(question);
    if (!known && entries.size >= mostQuestions) {
      const soonest = Math.min(...[...entries.values()].map(({ restUntil }) => restUntil)) - now();
      const seconds = Number.isFinite(soonest) ? Math.ceil(soonest) : restLeast;
      throw new NoAnswer(429, `disk usage was asked for in too many ways, try again in ${seconds} s`, seconds);
    }
    const { askedAt, answer } = known ?? begin(question, ask);
    const age = now() - askedAt;
    return { value: await answer, age };
  };
}
