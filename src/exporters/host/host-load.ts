import { gauge } from '../../exposition/family.js';
import { ParseError } from '../../kernel/errors.js';
import { ascii } from '../../kernel/text/bytes.js';
import type { Collector } from '../collector.js';
import { emitFigures, type Figures, familiesOf } from '../figures.js';

const figures: Figures<LoadAverages> = [
  [gauge('node_load1', '1m load average.'), ({ one }) => one],
  [gauge('node_load5', '5m load average.'), ({ five }) => five],
  [gauge('node_load15', '15m load average.'), ({ fifteen }) => fifteen],
];

export const hostLoad: Collector = {
  name: 'host-load',
  group: 'host',
  help: "The host's load averages",
  enabledByDefault: true,
  needs: 'nothing',
  families: familiesOf(figures),
  collect: ({ proc, emit }) => emitFigures(figures, proc.read('loadavg', parseLoadavg), emit),
};

export interface LoadAverages {
  readonly one: number;
  readonly five: number;
  readonly fifteen: number;
}

/**
 * /proc/loadavg.
 *
 *     0.36 0.18 0.13 1/123 4567
 *
 * https://docs.kernel.org/filesystems/proc.html#kernel-data
 *
 * @throws ParseError unless it begins with three decimal fractions.
 */
export function parseLoadavg(text: Uint8Array): LoadAverages {
  const found = /^(\d+\.\d+) (\d+\.\d+) (\d+\.\d+)(?:\s|$)/.exec(ascii(text, 0, text.length));
  if (!found) throw new ParseError('loadavg', 'three load averages');
  return { one: Number(found[1]), five: Number(found[2]), fifteen: Number(found[3]) };
}
