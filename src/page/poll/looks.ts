import type { Look } from '../../diagnosis/sight.js';
import { type Known, type KnownSeries, nothingKnown } from './known-series.js';
import { cycle } from './plan.js';

/** What was known after the last polls, the newest first. */
export type Past = readonly Moment[];

interface Moment {
  readonly known: KnownSeries;
  readonly at: number;
}

export function addMoment(past: Past, known: KnownSeries, at: number): Past {
  return [{ known, at }, ...past.slice(0, cycle)];
}

/** The two looks that the diagnosis compares: now, and one cycle of polls ago, so that most families were asked for since. */
export function looksOf(past: Past): { readonly now: Look; readonly before: Look | undefined } {
  const { known, at } = past[0] ?? { known: nothingKnown, at: 0 };
  const earlier = past.length > 1 ? past.at(-1) : undefined;
  return { now: look(known.now, at), before: earlier && look(comparable(known, earlier, at - earlier.at), earlier.at) };
}

/**
 * Families that were asked for since then, once a cycle: of those that come more seldom nobody knows when they changed, so they
 * say nothing of a rate.
 */
function comparable({ now }: KnownSeries, then: Moment, seconds: number): ReadonlyMap<string, Known> {
  return new Map(
    [...then.known.now].filter(([name, family]) => {
      const passed = (now.get(name)?.at ?? 0) - family.at;
      return passed > 0 && passed < 1.5 * seconds;
    }),
  );
}

function look(families: ReadonlyMap<string, Known>, at: number): Look {
  return { exposition: { series: new Map([...families].map(([name, { samples }]) => [name, samples])) }, at };
}
