import type { Column } from '../exposition/samples.js';
import type { ScrapeRequest, Scraper } from '../scrape/scraper.js';

interface Flight {
  readonly deadline: number;
  readonly columns: Promise<readonly Column[]>;
}

/**
 * A scrape function that lets a request join a scrape of the same collectors which is under way, so that two
 * Prometheus servers that ask at once cost one scrape. Nothing is kept once it ends. A request joins only a scrape that
 * will be done by the request's own deadline.
 */
export function shareScrapes(scraper: Pick<Scraper, 'scrape'>): Scraper['scrape'] {
  const flights = new Map<string, Flight>();
  return (request: ScrapeRequest) => {
    const key = [...request.collectors].sort().join(',');
    const joined = flights.get(key);
    if (joined && joined.deadline <= request.deadline) return joined.columns;
    const columns = scraper.scrape(request).finally(() => {
      if (flights.get(key) === flight) flights.delete(key);
    });
    const flight: Flight = { deadline: request.deadline, columns };
    flights.set(key, flight);
    return columns;
  };
}
