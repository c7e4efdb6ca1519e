import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until there is an answer; fails with `what` after a generous time (a VM may be emulated). */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false>,
  { seconds = 120, interval = 0.2 } = {},
): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > deadline) throw new Error(`did not happen within ${seconds} s: ${what}`);
    await sleep(interval * 1000);
  }
}
