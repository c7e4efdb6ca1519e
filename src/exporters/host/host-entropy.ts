import { gauge } from '../../exposition/family.js';
import { parseNumber } from '../../kernel/text/bytes.js';
import type { Collector } from '../collector.js';
import { emitFigures, type Figures, familiesOf } from '../figures.js';

/** Files below sys/kernel/random, one number each. */
const figures: Figures<(file: string) => number | undefined> = [
  [gauge('node_entropy_available_bits', 'Bits of available entropy.'), (read) => read('entropy_avail')],
  [gauge('node_entropy_pool_size_bits', 'Bits of entropy pool.'), (read) => read('poolsize')],
];

export const hostEntropy: Collector = {
  name: 'host-entropy',
  group: 'host',
  help: "The kernel's random number generator",
  enabledByDefault: true,
  needs: 'nothing',
  families: familiesOf(figures),
  collect: ({ proc, emit }) =>
    emitFigures(figures, (file) => proc.read(`sys/kernel/random/${file}`, parseNumber), emit),
};
