import { Buffer } from 'node:buffer';
import type { Family, MetricType } from './family.js';
import type { Format } from './negotiate.js';
import { maxNumberBytes, writeNumber } from './number-format.js';
import type { Column } from './samples.js';

const lineFeed = 0x0a;
const space = 0x20;
const comma = 0x2c;
const braceOpen = 0x7b;
const braceClose = 0x7d;
/** `{`, `,`, `}`, space and line feed. */
const punctuationBytes = 5;

/**
 * Renders samples as an exposition in chunks of about `chunkBytes`, cut between lines. All chunks share one buffer: a
 * chunk's bytes are valid only until the next one is requested, so write it out (or copy it) first. With that, and with
 * labels that are already bytes, a hundred thousand samples cost some tens of milliseconds and almost no garbage.
 */
export function* writeExposition(
  columns: readonly Column[],
  format: Format,
  chunkBytes = 256 * 1024,
): Generator<Uint8Array, void, void> {
  let chunk = Buffer.allocUnsafeSlow(chunkBytes);
  let used = 0;
  function* makeRoom(bytes: number): Generator<Uint8Array, void, void> {
    if (used > 0) yield chunk.subarray(0, used);
    used = 0;
    if (bytes > chunk.length) chunk = Buffer.allocUnsafeSlow(bytes);
  }

  const taken = new Set(columns.map((column) => column.family.name));
  for (const { family, values, identities, labels } of columns) {
    const announcement = format === 'text' ? announceForText(family) : announceForOpenMetrics(family, taken);
    const metadata = metadataOf(family, announcement, format);
    if (metadata.length > chunk.length - used) yield* makeRoom(metadata.length);
    chunk.set(metadata, used);
    used += metadata.length;

    const name = Buffer.from(family.name);
    const fixedBytes = name.length + punctuationBytes + maxNumberBytes;
    for (let row = 0; row < values.length; row++) {
      const identity = identities[row];
      const ownLabels = labels[row] ?? '';
      // A UTF-16 code unit is at most three bytes of UTF-8.
      const needed = fixedBytes + (identity?.length ?? 0) + ownLabels.length * 3;
      if (needed > chunk.length - used) yield* makeRoom(needed);
      used = writeSample(chunk, used, name, identity, ownLabels, values[row] as number);
    }
  }
  if (used > 0) yield chunk.subarray(0, used);
  if (format === 'openmetrics') yield Buffer.from('# EOF\n');
}

function writeSample(
  target: Buffer,
  start: number,
  name: Uint8Array,
  identity: Uint8Array | undefined,
  labels: string,
  value: number,
): number {
  let at = writeBytes(target, start, name);
  const hasIdentity = identity !== undefined && identity.length > 0;
  if (hasIdentity || labels !== '') {
    target[at++] = braceOpen;
    if (hasIdentity) at = writeBytes(target, at, identity);
    if (hasIdentity && labels !== '') target[at++] = comma;
    at = writeLabels(target, at, labels);
    target[at++] = braceClose;
  }
  target[at++] = space;
  at = writeNumber(target, at, value);
  target[at++] = lineFeed;
  return at;
}

/** For a few dozen bytes a loop is cheaper than the call of `set`. */
function writeBytes(target: Uint8Array, at: number, bytes: Uint8Array): number {
  if (bytes.length > 48) target.set(bytes, at);
  else for (let i = 0; i < bytes.length; i++) target[at + i] = bytes[i] as number;
  return at + bytes.length;
}

/** Labels are nearly always ASCII, for which a loop is cheaper than a call into C++. */
function writeLabels(target: Buffer, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return at + target.write(text, at, 'utf8');
    target[at + i] = code;
  }
  return at + text.length;
}

/** Rendered metadata lines: they are the same in every scrape. */
const rendered = new WeakMap<Family, Map<string, Uint8Array>>();

function metadataOf(family: Family, announcement: Announcement, format: Format): Uint8Array {
  let forms = rendered.get(family);
  if (!forms) {
    forms = new Map();
    rendered.set(family, forms);
  }
  // In one format a family is announced differently only as another type.
  const form = `${format} ${announcement.type}`;
  let metadata = forms.get(form);
  if (!metadata) {
    metadata = Buffer.from(metadataLines(family, announcement, format));
    forms.set(form, metadata);
  }
  return metadata;
}

function metadataLines(family: Family, { name, type, unit }: Announcement, format: Format): string {
  if (format === 'text') return `# HELP ${name} ${escapeHelp(family.help)}\n# TYPE ${name} ${type}\n`;
  const unitLine = unit === undefined ? '' : `# UNIT ${name} ${unit}\n`;
  return `# TYPE ${name} ${type}\n${unitLine}# HELP ${name} ${escapeHelp(family.help).replace(/"/g, '\\"')}\n`;
}

function escapeHelp(help: string): string {
  return help.replace(/\\/g, '\\\\').replace(/\n/g, '\\n');
}

/** How a family is announced: its name, type and unit in the metadata lines. Its series keep `Family.name`. */
interface Announcement {
  readonly name: string;
  readonly type: MetricType | 'untyped';
  readonly unit: string | undefined;
}

/** Base units that this exporter's names end with. OpenMetrics requires a UNIT to be the suffix of the name. */
const units = ['seconds', 'bytes', 'cores', 'ratio', 'celsius', 'hertz', 'bits', 'percent'];

function announceForText(family: Family): Announcement {
  return { name: family.name, type: family.type === 'unknown' ? 'untyped' : family.type, unit: undefined };
}

/**
 * OpenMetrics names a counter's family without the `_total` that its samples carry. A counter that has no `_total`
 * (cAdvisor's container_memory_failcnt) would get another series name in this format than in the text format, and one
 * whose family or `_created` name another family already has would make the exposition invalid: both are announced as
 * `unknown` instead, so that a series has the same name in both formats.
 *
 * `taken` holds the series names of all families of the exposition.
 */
function announceForOpenMetrics(family: Family, taken: ReadonlySet<string>): Announcement {
  if (family.type !== 'counter') return { name: family.name, type: family.type, unit: unitOf(family.name) };
  const base = family.name.endsWith('_total') ? family.name.slice(0, -'_total'.length) : '';
  if (base === '' || taken.has(base) || taken.has(`${base}_created`)) {
    return { name: family.name, type: 'unknown', unit: unitOf(family.name) };
  }
  return { name: base, type: 'counter', unit: unitOf(base) };
}

function unitOf(name: string): string | undefined {
  return units.find((unit) => name.endsWith(`_${unit}`));
}
