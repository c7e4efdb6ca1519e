import type { RateLimit } from './web-config.js';

/** A token bucket: true for a request that is within the limit. `now` is in milliseconds. */
export function createRateLimiter({ burst, intervalSeconds }: RateLimit, now = () => performance.now()): () => boolean {
  let tokens = burst;
  let filledAt = now();
  return () => {
    const time = now();
    tokens = Math.min(burst, tokens + (time - filledAt) / 1000 / intervalSeconds);
    filledAt = time;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
