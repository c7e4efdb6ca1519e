import { describe, expect, it } from 'vitest';
import { shareScrapes } from '../../src/http/shared-scrapes.js';
import type { Scraped } from '../../src/scrape/scraper.js';
import { gate } from '../support/gate.js';

const answer = (complete: boolean): Scraped => ({ columns: [], complete });

/** A scraper whose scrapes end when the test says so; each is one of `scrapes`. */
function heldScraper() {
  const scrapes: { signal: AbortSignal | undefined; deadline: number; end: (scraped: Scraped) => void }[] = [];
  const share = shareScrapes({
    scrape: ({ signal, deadline }) =>
      new Promise((end, reject) => {
        scrapes.push({ signal, deadline, end });
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      }),
  });
  const ask = (seconds: number, client = new AbortController()) => {
    const deadline = performance.now() + seconds * 1000;
    return { client, scraped: share({ collectors: new Set(['cpu']), deadline, signal: client.signal }) };
  };
  return { scrapes, ask };
}

describe('a scrape that all its clients have left', () => {
  it('is told so, and the next one starts over', async () => {
    const { scrapes, ask } = heldScraper();
    const [first, second] = [ask(10), ask(10)];
    expect(scrapes).toHaveLength(1);
    first.client.abort(new Error('gone'));
    await expect(first.scraped).rejects.toThrow('gone');
    expect(scrapes[0]?.signal?.aborted).toBe(false);
    second.client.abort(new Error('gone too'));
    await expect(second.scraped).rejects.toThrow('gone too');
    expect(scrapes[0]?.signal?.aborted).toBe(true);
    const third = ask(10);
    expect(scrapes).toHaveLength(2);
    scrapes[1]?.end(answer(true));
    expect(await third.scraped).toEqual(answer(true));
  });
});

describe('a request loses nothing by joining', () => {
  it('shares a whole answer', async () => {
    const { scrapes, ask } = heldScraper();
    const [short, long] = [ask(1), ask(10)];
    expect(scrapes).toHaveLength(1);
    scrapes[0]?.end(answer(true));
    expect(await short.scraped).toBe(await long.scraped);
  });

  it('has a scrape of its own where the one it joined had too little time, and it has more', async () => {
    const { scrapes, ask } = heldScraper();
    const [short, long] = [ask(1), ask(10)];
    scrapes[0]?.end(answer(false));
    expect(await short.scraped).toEqual(answer(false));
    const again = gate();
    setTimeout(again.open, 0);
    await again.passed;
    expect(scrapes).toHaveLength(2);
    expect(scrapes[1]?.deadline).toBeGreaterThan((scrapes[0]?.deadline ?? 0) + 8000);
    scrapes[1]?.end(answer(true));
    expect(await long.scraped).toEqual(answer(true));
  });

  it('takes what there is where it would not have more time itself', async () => {
    const { scrapes, ask } = heldScraper();
    const both = [ask(1), ask(1)];
    scrapes[0]?.end(answer(false));
    expect(await Promise.all(both.map(({ scraped }) => scraped))).toEqual([answer(false), answer(false)]);
    expect(scrapes).toHaveLength(1);
  });

  it('does not join one that ends after its own deadline', async () => {
    const { scrapes, ask } = heldScraper();
    const both = [ask(10), ask(1)];
    expect(scrapes).toHaveLength(2);
    for (const { end } of scrapes) end(answer(true));
    await Promise.all(both.map(({ scraped }) => scraped));
  });
});
