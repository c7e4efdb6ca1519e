import { ExpositionError, type ReadExposition, readExposition } from '../../exposition/text-reader.js';

/** Between the starts of two polls. */
const everyMs = 5000;
/** Longer than an exporter's own limit for a scrape, which is 10 s by default. */
const patienceMs = 15_000;

export interface Polls {
  /** Requests a poll's parts, and resolves once they are reported; rejects with an AnswerError. */
  poll(number: number): Promise<void>;
  failed(reason: string): void;
}

/** Polls one after the other while `visible`. Returns a function to call when that changes. */
export function startPolling({ poll, failed }: Polls): (visible: boolean) => void {
  let number = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let visible = false;
  let underWay = false;

  async function run(): Promise<void> {
    timer = undefined;
    underWay = true;
    const began = performance.now();
    try {
      await poll(number);
      number++;
    } catch (error) {
      failed(error instanceof Error ? error.message : String(error));
    }
    underWay = false;
    if (visible) timer = setTimeout(run, Math.max(1000, everyMs - (performance.now() - began)));
  }
  return (now) => {
    visible = now;
    clearTimeout(timer);
    timer = undefined;
    if (visible && !underWay) void run();
  };
}

/** The exporter's answer was not as expected; the message is for people. */
export class AnswerError extends Error {}

/** @throws AnswerError */
export async function askFor(metrics: string, collectors: readonly string[]): Promise<ReadExposition> {
  const query = collectors.map((name) => `collect[]=${encodeURIComponent(name)}`).join('&');
  try {
    const response = await fetch(`${metrics}?${query}`, {
      headers: { Accept: 'text/plain' },
      cache: 'no-store',
      signal: AbortSignal.timeout(patienceMs),
    });
    const text = await response.text();
    if (response.ok) return readExposition(text);
    throw new AnswerError(refusal(response.status, text));
  } catch (error) {
    if (error instanceof AnswerError) throw error;
    if (error instanceof ExpositionError) throw new AnswerError(`The answer is not an exposition: ${error.message}.`);
    throw new AnswerError('The exporter does not answer.');
  }
}

function refusal(status: number, text: string): string {
  if (status === 401) return 'The exporter asks for a password. Reload the page to enter it.';
  if (status === 429) return 'The exporter gets too many requests (rate_limit in its web configuration).';
  return `The exporter answers with status ${status}: ${text.trim().slice(0, 200)}`;
}
