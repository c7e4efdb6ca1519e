import type { Writable } from 'node:stream';
import type { Format } from '../exposition/negotiate.js';
import { writeExposition } from '../exposition/text-writer.js';
import { streamExposition } from '../http/stream-exposition.js';
import type { Scraper } from '../scrape/scraper.js';

/** A manual scrape has no scrape timeout from outside. */
const scrapeSeconds = 30;

/**
 * Prints one exposition. Resolves to whether anything was collected: false if every collector that ran has failed, so
 * that a script does not treat such a file as a good one.
 */
export async function printScrape(
  scraper: Scraper,
  { collectors, format, output }: { collectors: ReadonlySet<string>; format: Format; output: Writable },
): Promise<boolean> {
  const { columns } = await scraper.scrape({ collectors, deadline: performance.now() + scrapeSeconds * 1000 });
  await streamExposition(writeExposition(columns, format), output, false);
  const successes = columns.find(({ family }) => family.name === 'container_exporter_collector_success');
  return successes === undefined || successes.values.some((value) => value === 1);
}
