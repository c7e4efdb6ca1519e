import type { Failure } from '../inside-process.js';

/** The other end of inside-process.ts. */
export function answerOrders<Order, Answer extends object>(answer: (order: Order) => Promise<Answer>): void {
  process.on('message', (order: Order) => {
    answer(order)
      .catch((error: unknown): Failure => ({ failure: error instanceof Error ? String(error.stack) : String(error) }))
      .then((said) => process.send?.(said));
  });
  process.on('disconnect', () => process.exit());
  process.send?.('ready');
}
