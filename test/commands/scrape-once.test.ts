import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { printScrape } from '../../src/commands/scrape-once.js';
import { label } from '../../src/exposition/labels.js';
import { createSamples, hostColumns } from '../../src/exposition/samples.js';
import { collectorSuccess } from '../../src/scrape/status.js';

async function print(successes: Record<string, number>) {
  const samples = createSamples();
  for (const name in successes) samples.add(collectorSuccess, successes[name], undefined, label('collector', name));
  const scraper = { sources: () => new Map(), scrape: async () => ({ columns: hostColumns(samples), complete: true }) };
  const output = new PassThrough();
  const collectors = new Set(Object.keys(successes));
  const [collected, printed] = await Promise.all([
    printScrape(scraper, { collectors, format: 'openmetrics', output }),
    text(output),
  ]);
  return { collected, printed };
}

it('prints a whole exposition', async () => {
  const { collected, printed } = await print({ cpu: 1, memory: 0 });
  expect(collected).toBe(true);
  expect(printed).toContain('container_exporter_collector_success{collector="cpu"} 1\n');
  expect(printed.endsWith('\n# EOF\n')).toBe(true);
});

it('tells when no collector succeeded', async () => {
  expect((await print({ cpu: 0, memory: 0 })).collected).toBe(false);
});

it('has nothing against an exporter without collectors', async () => {
  expect((await print({})).collected).toBe(true);
});
