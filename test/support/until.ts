import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks again and again, at first at once and then each `interval` seconds, until there is an answer; fails with `what`
 * after a generous time (a VM may be emulated).
 */
export async function until<T>(
  what: string,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  { seconds = 120, interval = 0.2 } = {},
): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  for (let pause = 0.005; ; pause = Math.min(2 * pause, interval)) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > deadline) throw new Error(`did not happen within ${seconds} s: ${what}`);
    await sleep(pause * 1000);
  }
}
