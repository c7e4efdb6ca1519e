import { ParseError } from '../../errors.js';
import { ascii } from '../../text/bytes.js';

/** What one CPU did with received packets. Columns that this kernel does not have are undefined. */
export interface SoftnetStat {
  readonly cpu: number;
  readonly processed: number;
  /** Dropped as its backlog was full. */
  readonly dropped: number;
  /** Times that its budget or its time ran out with packets left. */
  readonly timeSqueezed: number;
  /** Always 0 in kernels of today. */
  readonly collisions: number;
  /** Times it was woken by another CPU to take packets (RPS). */
  readonly receivedRps: number | undefined;
  readonly flowLimited: number | undefined;
  /** Packets that wait now. */
  readonly backlog: number | undefined;
}

/**
 * net/softnet_stat: a line of hexadecimal numbers for each CPU that is online, the same in each network namespace. The
 * CPU's number is the thirteenth since Linux 5.10; before, lines are in their order.
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
