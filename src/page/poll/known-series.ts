import type { ReadExposition, ReadSample } from '../../exposition/text-reader.js';

/** The newest samples of a polled family, and their time in seconds of the browser's clock. */
export interface Known {
  readonly samples: readonly ReadSample[];
  readonly at: number;
  /** The part that contained it: families that a part no longer has are gone. */
  readonly part: string;
}

/** What is known about all families, merged from polls of parts. */
export interface KnownSeries {
  readonly now: ReadonlyMap<string, Known>;
  /** Each family before its newest samples, for rates. */
  readonly before: ReadonlyMap<string, Known>;
}

export const nothingKnown: KnownSeries = { now: new Map(), before: new Map() };

/** Only the part that a collector belongs to reports the collector's result. */
const ofCollectors = /^container_exporter_collector_/;

/** The known series after a part was answered at `at`. */
export function learn(last: KnownSeries, part: string, answer: ReadExposition, at: number): KnownSeries {
  const gone = goneIn(last, answer);
  const known = gone.size === 0 ? last : { now: without(last.now, gone), before: last.before };
  const now = new Map([...known.now].filter(([, family]) => family.part !== part));
  const before = new Map(known.before);
  for (const [name, samples] of answer.series) {
    const last = known.now.get(name);
    if (last) before.set(name, last);
    now.set(name, { at, part, samples: ofCollectors.test(name) ? unite(last?.samples ?? [], samples) : samples });
  }
  return { now, before };
}

function unite(old: readonly ReadSample[], fresh: readonly ReadSample[]): readonly ReadSample[] {
  const said = new Set(fresh.map(({ labels }) => labels.collector));
  return [...old.filter(({ labels }) => !said.has(labels.collector)), ...fresh];
}

/** Containers that their runtime reported before but no longer does. */
function goneIn({ now }: KnownSeries, answer: ReadExposition): ReadonlySet<string | undefined> {
  const states = answer.series.get('container_state');
  if (states === undefined) return new Set();
  const there = new Set(states.map(({ labels }) => labels.id));
  const before = now.get('container_state')?.samples ?? [];
  return new Set(before.map(({ labels }) => labels.id).filter((id) => !there.has(id)));
}

/** So that series polled less often than the state do not outlive their container. */
function without(
  families: ReadonlyMap<string, Known>,
  gone: ReadonlySet<string | undefined>,
): ReadonlyMap<string, Known> {
  return new Map(
    [...families].map(([name, family]) => [
      name,
      { ...family, samples: family.samples.filter(({ labels }) => labels.id === undefined || !gone.has(labels.id)) },
    ]),
  );
}
