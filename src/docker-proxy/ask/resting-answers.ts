import { beginResting, type RestingRequest } from '../../async/resting.js';
import { NoAnswer } from '../refusal.js';

/** In seconds. */
const rest = { least: 5, leastAfterFailure: 5, most: 600 };

/** Questions that are remembered at once. With ten times as long a rest after each, they leave the daemon some of its time. */
const mostQuestions = 8;

export interface RestedAnswer<T> {
  readonly value: T;
  /** How many seconds before this request the daemon was asked. */
  readonly age: number;
}

export interface RestingAnswersOptions<T> {
  /** Is told of each answer that is no more given to anybody. */
  readonly forget: (value: T) => void;
  /** Seconds of a clock that never goes back. */
  readonly now?: () => number;
}

/**
 * Asks a question that is expensive to answer. Whoever asks while it is under way waits for the same answer, and whoever asks
 * while the daemon rests gets the last one with its age: an exporter that was told to come later would have nothing to show, and
 * no number of clients makes the daemon busy. Nothing is asked that nobody wants.
 *
 * Rejects as `ask` does, and with NoAnswer (429) for a question too many.
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
      // A question that the daemon does not know cost it nothing.
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
