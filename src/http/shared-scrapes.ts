import { createSingleFlight } from '../async/single-flight.js';
import type { Scraped, ScrapeRequest, Scraper } from '../scrape/scraper.js';

/** A scrape for all clients that wait for it: `signal` belongs to one of them, and is aborted when it has gone away. */
export type SharedScrape = (request: Required<ScrapeRequest>) => Promise<Scraped>;

interface Flight {
  readonly collectors: string;
  readonly began: number;
  readonly deadline: number;
}

/**
 * Lets a request join a scrape of the same collectors in progress, so that two Prometheus servers that scrape at once
 * cost one scrape. Nothing is kept once it ends, and it is abandoned once all its clients have gone away.
 *
 * A request loses nothing by joining: it only joins a scrape that will be done by its own deadline, and if that scrape
 * ran out of time and the request has more, it gets its own scrape.
 */
export function shareScrapes(scraper: Pick<Scraper, 'scrape'>): SharedScrape {
  const share = createSingleFlight<Flight, Scraped>();
  const flights = new Set<Flight>();

  function begin(request: Required<ScrapeRequest>, collectors: string): Promise<Scraped> {
    const flight = { collectors, began: performance.now(), deadline: request.deadline };
    const scrape = (signal: AbortSignal) => {
      flights.add(flight);
      // A scrape that all clients have left can't be joined.
      signal.addEventListener('abort', () => flights.delete(flight), { once: true });
      return scraper.scrape({ ...request, signal }).finally(() => flights.delete(flight));
    };
    return share(flight, scrape, request.signal);
  }

  return async (request) => {
    const collectors = [...request.collectors].sort().join(',');
    const joined = [...flights].find(
      (flight) => flight.collectors === collectors && flight.deadline <= request.deadline,
    );
    if (!joined) return await begin(request, collectors);
    const scraped = await share(joined, () => begin(request, collectors), request.signal);
    const hasMoreTime = request.deadline - performance.now() > joined.deadline - joined.began;
    return scraped.complete || !hasMoreTime ? scraped : await begin(request, collectors);
  };
}
