/** Prometheus' own default, for clients that name no timeout. */
const defaultSeconds = 10;
/** No scrape is worth more than this, whatever the header says. */
const maximumSeconds = 120;

/**
 * How many seconds a scrape may take, from the `X-Prometheus-Scrape-Timeout-Seconds` header: less a margin (a tenth,
 * from a quarter of a second to one second, and never more than half) in which the answer is written and travels.
 * Nonsense counts as absent.
 */
export function scrapeSeconds(header: string | undefined): number {
  const asked = header !== undefined && /^\d+(\.\d+)?$/.test(header.trim()) ? Number(header) : 0;
  const timeout = asked > 0 ? Math.min(asked, maximumSeconds) : defaultSeconds;
  const margin = Math.min(Math.max(timeout / 10, 0.25), 1);
  return timeout - Math.min(margin, timeout / 2);
}
