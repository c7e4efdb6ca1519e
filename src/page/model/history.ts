/** The sparklines' history: kept in the browser, as the exporter keeps none. */

/** Ten minutes of polls. */
const length = 120;

/** Newest last; undefined if a figure was unknown. */
export type History = readonly (number | undefined)[];

export type Histories = ReadonlyMap<string, History>;

/** Histories with one more figure each. Those without a new figure are dropped, as their containers are gone. */
export function remember(histories: Histories, figures: ReadonlyMap<string, number>): Histories {
  return new Map(
    [...figures].map(([owner, value]) => [owner, [...(histories.get(owner) ?? []).slice(1 - length), value]]),
  );
}

/**
 * Points for an SVG polyline in a box of 120 x 20, oldest left, newest at the right edge. The top is the maximum, but
 * at least `least`, so that tiny changes are not drawn as mountains.
 */
export function sparkline(history: History | undefined, least: number): string {
  if (history === undefined || history.length < 2) return '';
  const known = history.filter((value) => value !== undefined);
  const top = Math.max(least, ...known);
  const left = length - history.length;
  return history
    .map((value, i) =>
      value === undefined ? '' : `${left + i},${top === 0 ? 19 : Math.round(19 - (18 * value) / top)}`,
    )
    .filter((point) => point !== '')
    .join(' ');
}
