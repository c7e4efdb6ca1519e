import type { Look } from '../../src/diagnosis/sight.js';
import { readExposition } from '../../src/exposition/text-reader.js';

/** Hosts made of series, for judging them: what each shows now, and by how much it grows. */
export type MadeHost = Readonly<Record<string, Figure>>;

export type Figure = number | { readonly now: number; readonly perSecond: number };

/** `of('web')('container_threads')` is `container_threads{id="/docker/web-id",name="web"}`. */
export const of =
  (name: string) =>
  (series: string, labels = ''): string =>
    `${series}{id="/docker/${name}-id",name="${name}"${labels && `,${labels}`}}`;

export const rate = (perSecond: number): Figure => ({ now: perSecond * 100_000, perSecond });

/** As the figure was so many seconds ago. */
export function valueAgo(figure: Figure, seconds: number): number {
  return typeof figure === 'number' ? figure : figure.now - figure.perSecond * seconds;
}

export const madeAt = 1_800_000_000;

export function lookAtMade(host: MadeHost, { at = madeAt, secondsAgo = 0 } = {}): Look {
  const lines = Object.entries(host).map(([series, figure]) => `${series} ${valueAgo(figure, secondsAgo)}\n`);
  return { exposition: readExposition(lines.join('')), at: at - secondsAgo };
}
