import type { ReadSample } from '../../exposition/text-reader.js';
import type { KnownSeries } from '../poll/known-series.js';

/** Figures of one family by a label's value, as rows are put together from them. */

export type Figures = ReadonlyMap<string, number>;

const nothing: readonly ReadSample[] = [];

export function samplesOf({ now }: KnownSeries, name: string): readonly ReadSample[] {
  return now.get(name)?.samples ?? nothing;
}

/** The value of a family that has one series; of several the sum. */
export function total(known: KnownSeries, name: string, wanted: Wanted = all): number | undefined {
  return sum(samplesOf(known, name), constant, wanted).get('');
}

/** A family's values by cgroup; several of one are added, such as those of its network interfaces. */
export function byId(known: KnownSeries, name: string): Figures {
  return sum(samplesOf(known, name), idOf, all);
}

/** What a counter grew by each second, by cgroup. Absent for those that were not there before or were reset. */
export function ratesById(known: KnownSeries, name: string): Figures {
  return rates(known, name, idOf, all);
}

/** What all series of a counter that are wanted grew by each second together. */
export function totalRate(known: KnownSeries, name: string, wanted: Wanted = all): number | undefined {
  return rates(known, name, constant, wanted).get('');
}

export type Wanted = (labels: ReadSample['labels']) => boolean;
type Key = (labels: ReadSample['labels']) => string;

const all: Wanted = () => true;
const constant: Key = () => '';
const idOf: Key = (labels) => labels.id ?? '';

/** Per second, by whatever a series belongs to. */
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
