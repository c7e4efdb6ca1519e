import { NoAnswer } from '../refusal.js';

/** Bytes of answers that are held at once, over all requests. */
export interface MemoryBudget {
  /** @throws NoAnswer where so much is not left */
  take(bytes: number): void;
  give(bytes: number): void;
}

/** An answer is parsed and written again, which takes a few times its size for a moment. */
export function createMemoryBudget(limit: number): MemoryBudget {
  let held = 0;
  return {
    take(bytes) {
      if (held + bytes > limit) throw new NoAnswer(503, 'too many large answers are under way', 1);
      held += bytes;
    },
    give(bytes) {
      held -= bytes;
    },
  };
}
