import { gauge } from '../../exposition/family.js';
import { parseNumber } from '../../kernel/text/bytes.js';
import type { HostExporter } from '../collector.js';

const available = gauge('node_entropy_available_bits', 'Bits of available entropy.');
const poolSize = gauge('node_entropy_pool_size_bits', 'Bits of entropy pool.');

export const hostEntropy: HostExporter = {
  name: 'host-entropy',
  help: "The kernel's random number generator",
  scope: 'host',
  enabledByDefault: true,
  families: [available, poolSize],
  collect({ proc, emit }) {
    emit(available, proc.read('sys/kernel/random/entropy_avail', parseNumber));
    emit(poolSize, proc.read('sys/kernel/random/poolsize', parseNumber));
  },
};
