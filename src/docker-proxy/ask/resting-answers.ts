import { beginResting, type RestingRequest } from '../../async/resting.js';
import { NoAnswer } from '../refusal.js';

/** In seconds. */
const rest = { least: 5, leastAfterFailure: 5, most: 600 };

/**
 * The most requests that are cached at once. With a rest ten times as long after each, they leave the daemon time for
 * others.
 */
const mostQuestions = 8;

export interface RestedAnswer<T> {
  readonly value: T;
  /** How many seconds before this request the daemon was queried. */
  readonly age: number;
}

export interface RestingAnswersOptions<T> {
  /** Called with each answer that is no longer served. */
  readonly forget: (value: T) => void;
  /** Seconds of a clock that never goes back. */
  readonly now?: () => number;
}

/**
 * Sends requests that are expensive to answer. Callers during a request wait for the same answer, and callers while the
 * daemon rests get the last one with its age: an exporter that was told to retry later would have nothing to report,
 * and no number of clients keeps the daemon busy. Nothing is requested unless a client wants it.
 *
 * Rejects as `ask` does, and with NoAnswer (429) for too many different requests.
 */
export function createRestingAnswers<T>({
  forget,
  now = () => performance.now() / 1000,
}: RestingAnswersOptions<T>): (question: string, ask: () => Promise<T>) => Promise<RestedAnswer<T>> {
  const requests = new Map<string, RestingRequest<T>>();

  function drop(question: string, request: RestingRequest<T>): void {
    requests.delete(question);
    request.answer.then(forget, () => {});
  }

  function begin(question: string, ask: () => Promise<T>): RestingRequest<T> {
    const request = beginResting(ask, rest, now);
    requests.set(question, request);
    request.answer.catch((error: unknown) => {
      // A request that the daemon does not know costs it nothing.
      if (error instanceof NoAnswer && error.status < 500) requests.delete(question);
    });
    return request;
  }

  return async (question, ask) => {
    for (const [key, request] of requests) if (request.restUntil <= now()) drop(key, request);
    const known = requests.get(question);
    if (!known && requests.size >= mostQuestions) {
      const soonest = Math.min(...[...requests.values()].map(({ restUntil }) => restUntil)) - now();
      const seconds = Number.isFinite(soonest) ? Math.ceil(soonest) : rest.least;
      throw new NoAnswer(429, `sizes were requested in too many ways, try again in ${seconds} s`, seconds);
    }
    const { since, answer } = known ?? begin(question, ask);
    const age = now() - since;
    return { value: await answer, age };
  };
}
