import { counter, type Family, gauge, unknown } from '../../../exposition/family.js';
import { labels } from '../../../exposition/labels.js';
import { readExposition, readMetadata } from '../../../exposition/text-reader.js';

/** The contents of one file. */
export interface Textfile {
  readonly samples: readonly TextfileSample[];
  /** By series name; the series of a histogram or summary have no type of their own. */
  readonly families: ReadonlyMap<string, Family>;
}

export interface TextfileSample {
  readonly name: string;
  readonly value: number;
  /** Rendered by exposition/labels.ts, sorted by name, so that equal label sets are equal. */
  readonly labels: string;
}

/**
 * A file of the text format.
 *
 * @throws Error whose message says what is wrong: it is not in the format, or it has timestamps, with which Prometheus
 * would store old values under another time.
 */
export function parseTextfile(text: string, path: string): Textfile {
  const { series } = readExposition(text, (line) => {
    throw new Error(`line ${line} has a timestamp, which is not supported`);
  });
  const metadata = readMetadata(text);
  const families = new Map<string, Family>();
  const samples: TextfileSample[] = [];
  for (const [name, ofName] of series) {
    const { type, help = `Metric read from ${path}` } = metadata.get(name) ?? metadata.get(baseOf(name)) ?? {};
    families.set(name, (makers.get(type ?? '') ?? unknown)(name, help));
    for (const { labels: given, value } of ofName) {
      const sorted = Object.entries(given).sort(([one], [other]) => (one < other ? -1 : 1));
      samples.push({ name, value, labels: labels(Object.fromEntries(sorted)) });
    }
  }
  return { samples, families };
}

const makers = new Map([
  ['counter', counter],
  ['gauge', gauge],
]);

/** A histogram's series have suffixes that its comments lack. */
const baseOf = (name: string): string => name.replace(/_(?:bucket|sum|count)$/, '');
