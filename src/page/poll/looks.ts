import type { Look } from '../../diagnosis/sight.js';
import type { Labels, ReadSample } from '../../exposition/text-reader.js';
import { type Known, type KnownSeries, nothingKnown } from './known-series.js';
import { cycle } from './plan.js';

/** The known series after the last polls, newest first. */
export type Past = readonly Moment[];

interface Moment {
  readonly known: KnownSeries;
  readonly at: number;
}

export function addMoment(past: Past, known: KnownSeries, at: number): Past {
  return [{ known, at }, ...past.slice(0, cycle)];
}

/** The two looks that the diagnosis compares: now, and some polls ago. */
export function looksOf(past: Past): { readonly now: Look; readonly before: Look | undefined } {
  const { known, at } = past[0] ?? { known: nothingKnown, at: 0 };
  const now = look(
    at,
    [...known.now].map(([name, { samples }]) => [name, samples]),
  );
  const then = past.length > 1 ? past.at(-1) : undefined;
  if (then === undefined) return { now, before: undefined };
  const seconds = at - then.at;
  const earlier = [...known.now].flatMap(([name, fresh]): [string, readonly ReadSample[]][] => {
    const seen = then.known.now.get(name);
    const old = seen && seen.at < fresh.at ? seen : known.before.get(name);
    return old && old.at < fresh.at ? [[name, samplesAgo(seconds, fresh, old)]] : [];
  });
  return { now, before: look(then.at, earlier) };
}

/**
 * A family's samples this many seconds before its newest. A family polled less often is assumed to have changed
 * linearly between its two answers.
 */
function samplesAgo(seconds: number, fresh: Known, old: Known): readonly ReadSample[] {
  const passed = fresh.at - old.at;
  if (passed < 1.5 * seconds) return old.samples;
  const olds = new Map(old.samples.map(({ labels, value }) => [keyOf(labels), value]));
  return fresh.samples.flatMap(({ name, labels, value }) => {
    const then = olds.get(keyOf(labels));
    if (then === undefined) return [];
    // The diagnosis handles a counter that was reset.
    return [{ name, labels, value: value < then ? then : value - ((value - then) * seconds) / passed }];
  });
}

/** Both answers are from the same exporter, which always writes labels in the same order. */
function keyOf(labels: Labels): string {
  return JSON.stringify(labels);
}

function look(at: number, families: readonly (readonly [string, readonly ReadSample[]])[]): Look {
  return { exposition: { series: new Map(families) }, at };
}
