import { ParseError } from '../errors.js';
import { ascii, COLON, lineEnd, utf8 } from '../text/bytes.js';
import { numberFields, skipBlanks, startsWith } from '../text/fields.js';

export type ReceiveColumn = 'bytes' | 'packets' | 'errs' | 'drop' | 'fifo' | 'frame' | 'compressed' | 'multicast';
export type TransmitColumn = 'bytes' | 'packets' | 'errs' | 'drop' | 'fifo' | 'colls' | 'carrier' | 'compressed';

/** Counters of one network interface since it was created; undefined for a column missing from the header. */
export interface NetDevice {
  readonly device: string;
  readonly receive: Readonly<Partial<Record<ReceiveColumn, number>>>;
  readonly transmit: Readonly<Partial<Record<TransmitColumn, number>>>;
}

interface Header {
  readonly receive: Direction;
  readonly transmit: Direction;
}

interface Direction {
  readonly columns: readonly string[];
  /** All columns, without counts. */
  readonly none: Readonly<Record<string, number>>;
}

/**
 * net/dev of a network namespace.
 *
 *     Inter-|   Receive                                                |  Transmit
 *      face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
 *        lo:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0
 *
 * The header defines the columns. An interface's name ends at the last colon of the line: aliases contain colons.
 *
 * @throws ParseError without such a header, or for a line whose number count differs from the header's column count.
 */
export function parseNetDev(text: Uint8Array): NetDevice[] {
  const first = lineEnd(text, 0);
  const second = lineEnd(text, first + 1);
  const header = headerOf(text.subarray(Math.min(first + 1, text.length), second));
  const devices: NetDevice[] = [];
  for (let start = second + 1; start < text.length; ) {
    const end = lineEnd(text, start);
    if (end > start) devices.push(deviceOf(text, start, end, header));
    start = end + 1;
  }
  return devices;
}

function deviceOf(text: Uint8Array, start: number, end: number, { receive, transmit }: Header): NetDevice {
  const colon = text.lastIndexOf(COLON, end - 1);
  const nameStart = skipBlanks(text, start, end);
  if (colon <= nameStart) throw new ParseError('net/dev', "an interface's name and a colon");
  const device = utf8(text, nameStart, colon);
  const numbers = numberFields(text, colon + 1, end, `net/dev ${device}`);
  const columns = receive.columns.length + transmit.columns.length;
  if (numbers.length !== columns) {
    throw new ParseError(`net/dev ${device}`, `${columns} numbers, found ${numbers.length}`);
  }
  return {
    device,
    receive: named(receive, numbers, 0),
    transmit: named(transmit, numbers, receive.columns.length),
  };
}

/** Created with all keys, an object never changes its shape, which would cost more than the parsing. */
function named({ columns, none }: Direction, numbers: readonly number[], from: number): Record<string, number> {
  const counters = { ...none };
  for (let i = 0; i < columns.length; i++) counters[columns[i] as string] = numbers[from + i] as number;
  return counters;
}

/** The last header: it is the same for every namespace of a kernel, and a scrape may read a thousand. */
let known: { readonly line: Uint8Array; readonly header: Header } | undefined;

function headerOf(line: Uint8Array): Header {
  if (known && known.line.length === line.length && startsWith(line, 0, known.line)) return known.header;
  const groups = ascii(line, 0, line.length).split('|').slice(1);
  const [receive, transmit] = groups.map((group) => group.split(/\s+/).filter((name) => name !== ''));
  if (!receive?.length || !transmit?.length || groups.length !== 2) {
    throw new ParseError('net/dev', 'a header that names the columns of Receive and Transmit');
  }
  known = { line: line.slice(), header: { receive: directionOf(receive), transmit: directionOf(transmit) } };
  return known.header;
}

function directionOf(columns: readonly string[]): Direction {
  return { columns, none: Object.fromEntries(columns.map((column) => [column, 0])) };
}
