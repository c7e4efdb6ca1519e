import { gauge } from '../../exposition/family.js';
import { ParseError } from '../../kernel/errors.js';
import { ascii } from '../../kernel/text/bytes.js';
import type { HostExporter } from '../collector.js';

const load1 = gauge('node_load1', '1m load average.');
const load5 = gauge('node_load5', '5m load average.');
const load15 = gauge('node_load15', '15m load average.');

export const hostLoad: HostExporter = {
  name: 'host-load',
  help: "The host's load averages",
  scope: 'host',
  enabledByDefault: true,
  families: [load1, load5, load15],
  collect({ proc, emit }) {
    const load = proc.read('loadavg', parseLoadavg);
    emit(load1, load?.one);
    emit(load5, load?.five);
    emit(load15, load?.fifteen);
  },
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
