import type { ReadSample } from '../../exposition/text-reader.js';
import type { KnownSeries } from '../poll/known-series.js';

/** Figures of one family by a label's value; rows are built from them. */

export type Figures = ReadonlyMap<string, number>;

const nothing: readonly ReadSample[] = [];

export function samplesOf({ now }: KnownSeries, name: string): readonly ReadSample[] {
  return now.get(name)?.samples ?? nothing;
}

/** The value of a family with one series, or the sum of several. */
export function total(known: KnownSeries, name: string, wanted: Wanted = all): number | undefined {
  return sum(samplesOf(known, name), constant, wanted).get('');
}

/** A family's values by cgroup; several values of one cgroup (network interfaces, say) are added. */
export function byId(known: KnownSeries, name: string): Figures {
  return sum(samplesOf(known, name), idOf, all);
}

/** A counter's rate per second, by cgroup. Absent for series that are new or were reset. */
export function ratesById(known: KnownSeries, name: string): Figures {
  return rates(known, name, idOf, all);
}

/** The summed rate per second of the wanted series of a counter. */
export function totalRate(known: KnownSeries, name: string, wanted: Wanted = all): number | undefined {
  return rates(known, name, constant, wanted).get('');
}

export type Wanted = (labels: ReadSample['labels']) => boolean;
type Key = (labels: ReadSample['labels']) => string;

const all: Wanted = () => true;
const constant: Key = () => '';
const idOf: Key = (labels) => labels.id ?? '';

/** Rates per second, by the key of a series. */
export function rates(known: KnownSeries, name: string, key: Key, wanted: Wanted): Figures {
  const now = known.now.get(name);
  const before = known.before.get(name);
  const seconds = now && before ? now.at - before.at : 0;
  if (!now || !before || seconds <= 0) return new Map();
  const old = sum(before.samples, key, wanted);
  const grown = new Map<string, number>();
  for (const [owner, value] of sum(now.samples, key, wanted)) {
    const last = old.get(owner);
    if (last !== undefined && value >= last) grown.set(owner, (value - last) / seconds);
  }
  return grown;
}

function sum(samples: readonly ReadSample[], key: Key, wanted: Wanted): Figures {
  const sums = new Map<string, number>();
  for (const { labels, value } of samples) {
    if (!wanted(labels) || Number.isNaN(value)) continue;
    const owner = key(labels);
    sums.set(owner, (sums.get(owner) ?? 0) + value);
  }
  return sums;
}
