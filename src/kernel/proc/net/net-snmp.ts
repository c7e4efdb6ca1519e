import { ParseError } from '../../errors.js';
import { ascii, decimal, lineEnd, SPACE } from '../../text/bytes.js';
import { fieldEnd, skipBlanks } from '../../text/fields.js';

/** A counter of the network stack, by protocol and name: `['TcpExt_ListenDrops', 0]`. Some are gauges or settings. */
export type SnmpField = readonly [name: string, value: number];

/** The wanted columns of a header line, by name. */
type Columns = readonly (string | undefined)[];

/**
 * A parser of net/snmp and net/netstat, which have two lines per protocol: names and values. It only parses the wanted
 * ones, as there are about 250. Names differ between kernels but never change while one runs, so each header is parsed
 * once.
 *
 *     Tcp: RtoAlgorithm RtoMin ActiveOpens PassiveOpens
 *     Tcp: 1 200 42 7
 *
 * https://docs.kernel.org/networking/snmp_counter.html
 *
 * The parser throws ParseError for a line without values, or with more or fewer values than names.
 */
export function snmpParser(wanted: (name: string) => boolean): (text: Uint8Array) => SnmpField[] {
  const headers = new Map<string, Columns>();
  const columnsOf = (header: string): Columns => {
    const known = headers.get(header);
    if (known) return known;
    const [label = '', ...names] = header.trimEnd().split(' ');
    if (!/^\w+:$/.test(label)) throw new ParseError('snmp', 'a protocol and a colon');
    const columns = names
      .map((name) => `${label.slice(0, -1)}_${name}`)
      .map((name) => (wanted(name) ? name : undefined));
    if (headers.size >= mostHeaders) headers.clear();
    headers.set(header, columns);
    return columns;
  };
  return (text) => {
    const fields: SnmpField[] = [];
    for (let start = 0; start < text.length; ) {
      const headerEnd = lineEnd(text, start);
      const header = ascii(text, start, headerEnd);
      const columns = columnsOf(header);
      const end = lineEnd(text, headerEnd + 1);
      addValues(fields, text.subarray(headerEnd + 1, end), header.slice(0, header.indexOf(':') + 1), columns);
      start = end + 1;
    }
    return fields;
  };
}

/** IcmpMsg has a column for each message type seen so far, so its header may change. */
const mostHeaders = 64;

function addValues(fields: SnmpField[], line: Uint8Array, label: string, columns: Columns): void {
  if (ascii(line, 0, Math.min(label.length, line.length)) !== label)
    throw new ParseError('snmp', `the values of ${label}`);
  let at = label.length;
  for (const name of columns) {
    const from = line[at] === SPACE ? at + 1 : line.length;
    const end = fieldEnd(line, from, line.length);
    if (from >= end) throw new ParseError(`snmp ${label}`, `${columns.length} values`);
    if (name !== undefined) fields.push([name, decimal(line, from, end, name)]);
    at = end;
  }
  if (skipBlanks(line, at, line.length) < line.length)
    throw new ParseError(`snmp ${label}`, `${columns.length} values`);
}

/**
 * A parser of net/snmp6: one name and value per line, the name starting with its protocol.
 *
 *     Ip6InReceives                   	83
 *     Udp6RcvbufErrors                	0
 *
 * The parser throws ParseError for a wanted line without a number. Names without a 6 are skipped.
 */
export function snmp6Parser(wanted: (name: string) => boolean): (text: Uint8Array) => SnmpField[] {
  const names = new Map<string, string | undefined>();
  const nameOf = (written: string): string | undefined => {
    if (names.has(written)) return names.get(written);
    const [, protocol, field] = /^([A-Za-z]+6)(.+)$/.exec(written) ?? [];
    const name = protocol === undefined ? undefined : `${protocol}_${field}`;
    const kept = name !== undefined && wanted(name) ? name : undefined;
    if (names.size >= mostNames) names.clear();
    names.set(written, kept);
    return kept;
  };
  return (text) => {
    const fields: SnmpField[] = [];
    for (let start = 0; start < text.length; ) {
      const end = lineEnd(text, start);
      const nameEnd = fieldEnd(text, start, end);
      const name = nameOf(ascii(text, start, nameEnd));
      if (name !== undefined) {
        const from = skipBlanks(text, nameEnd, end);
        fields.push([name, decimal(text, from, fieldEnd(text, from, end), name)]);
      }
      start = end + 1;
    }
    return fields;
  };
}

/** About 90 are always there, plus two for each message type seen. */
const mostNames = 1024;
