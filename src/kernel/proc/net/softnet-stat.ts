import { ParseError } from '../../errors.js';
import { ascii } from '../../text/bytes.js';

/** What one CPU did with received packets. Columns this kernel lacks are undefined. */
export interface SoftnetStat {
  readonly cpu: number;
  readonly processed: number;
  /** Dropped because its backlog was full. */
  readonly dropped: number;
  /** How often its budget or time ran out with packets left. */
  readonly timeSqueezed: number;
  /** Always 0 in current kernels. */
  readonly collisions: number;
  /** How often another CPU woke it to take packets (RPS). */
  readonly receivedRps: number | undefined;
  readonly flowLimited: number | undefined;
  /** Packets waiting now. */
  readonly backlog: number | undefined;
}

/**
 * net/softnet_stat: one line of hexadecimal numbers per online CPU, the same in every network namespace. Since Linux
 * 5.10 the thirteenth is the CPU's number; before that, lines are in CPU order.
 *
 *     00215027 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000
 *
 * net/core/net-procfs.c, softnet_seq_show
 *
 * @throws ParseError for a line of fewer than nine numbers.
 */
export function parseSoftnetStat(text: Uint8Array): SoftnetStat[] {
  const lines = ascii(text, 0, text.length).trimEnd().split('\n');
  return lines.map((line, i) => {
    const numbers = line.trim().split(/\s+/).map(hexadecimal);
    const [processed, dropped, timeSqueezed, , , , , , collisions, receivedRps, flowLimited, backlog, cpu] = numbers;
    if (processed === undefined || dropped === undefined || timeSqueezed === undefined || collisions === undefined) {
      throw new ParseError('softnet_stat', `at least nine numbers, found ${numbers.length}`);
    }
    return { cpu: cpu ?? i, processed, dropped, timeSqueezed, collisions, receivedRps, flowLimited, backlog };
  });
}

function hexadecimal(digits: string): number {
  if (!/^[0-9a-f]{1,8}$/i.test(digits)) throw new ParseError('softnet_stat', 'hexadecimal numbers');
  return Number.parseInt(digits, 16);
}
