import type { Look } from '../../diagnosis/sight.js';
import { readExposition } from '../../exposition/text-reader.js';
import { writeExposition } from '../../exposition/text-writer.js';
import type { Scraper } from '../../scrape/scraper.js';
import type { ExporterUrl } from './doctor-config.js';

/** Time limit of one look. */
const lookSeconds = 30;
/** Ten times the size for a thousand containers. */
const longestAnswer = 64 * 1024 * 1024;

/** There was nothing to diagnose; the message says why. */
export class LookError extends Error {}

/** Looks at this host like the exporter in a scrape. */
export async function lookHere(scraper: Scraper, collectors: ReadonlySet<string>): Promise<Look> {
  const at = Date.now() / 1000;
  const { columns } = await scraper.scrape({ collectors, deadline: performance.now() + lookSeconds * 1000 });
  let text = '';
  // Chunks end between lines, so no character is cut.
  for (const chunk of writeExposition(columns, 'text')) text += Buffer.from(chunk).toString();
  return judgeable({ exposition: readExposition(text), at }, 'This process');
}

/**
 * Reads another instance of this exporter.
 *
 * @throws LookError
 */
export const lookAt = async (url: ExporterUrl): Promise<Look> => judgeable(await fetchLook(url), url.href);

/**
 * Reads any exporter.
 *
 * @throws LookError
 */
export async function fetchLook({ href, authorization }: ExporterUrl): Promise<Look> {
  const at = Date.now() / 1000;
  try {
    const answer = await fetch(href, {
      headers: {
        accept: 'text/plain;version=0.0.4',
        'x-prometheus-scrape-timeout-seconds': String(lookSeconds),
        ...(authorization === undefined ? {} : { authorization }),
      },
      signal: AbortSignal.timeout(lookSeconds * 1000),
    });
    if (!answer.ok) throw new LookError(`${href} answers with HTTP ${answer.status}`);
    return { exposition: readExposition(await readText(answer)), at };
  } catch (error) {
    throw error instanceof LookError ? error : new LookError(`${href}: ${reasonOf(error)}`);
  }
}

async function readText(answer: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let length = 0;
  // Counted after decompression.
  for await (const chunk of answer.body ?? []) {
    length += chunk.length;
    if (length > longestAnswer) throw new LookError(`the answer has more than ${longestAnswer / 2 ** 20} MiB`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** fetch() reports `fetch failed` and hides the reason in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${lookSeconds} s`;
  const { cause } = error;
  if (cause instanceof AggregateError) return reasonOf(cause.errors[0]);
  return cause instanceof Error ? cause.message || cause.name : error.message;
}

/** A different exporter's series would look like a healthy host. */
function judgeable(look: Look, whose: string): Look {
  if (look.exposition.series.has('container_exporter_build_info')) return look;
  throw new LookError(`${whose} does not answer as a container-exporter does`);
}
