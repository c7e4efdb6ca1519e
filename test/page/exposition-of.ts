import { readFileSync } from 'node:fs';
import { type ReadExposition, readExposition } from '../../src/exposition/text-reader.js';
import { type KnownSeries, learn, nothingKnown } from '../../src/page/poll/known-series.js';

/** A recorded host's whole exposition: a file of test/golden. */
export function goldenText(name: string): string {
  const file = new URL(`../golden/${name}.prom`, import.meta.url);
  return readFileSync(file, 'utf8').replaceAll(' <varies>', ' 1800000000');
}

export function golden(name: string): ReadExposition {
  return readExposition(goldenText(name));
}

/** What a page knows after polls of these, ten seconds apart. */
export function knownAfter(...answers: readonly ReadExposition[]): KnownSeries {
  return answers.reduce((known, answer, i) => learn(known, 'all', answer, 1_800_000_000 + 10 * i), nothingKnown);
}
