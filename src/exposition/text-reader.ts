/**
 * A reader of the text format 0.0.4, for code that sees an exposition as Prometheus does: the doctor and the page. It
 * runs in browsers too, so it does not use Node.js.
 * https://prometheus.io/docs/instrumenting/exposition_formats/#text-format-details
 */

export interface ReadSample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

/** Without a prototype, so that a label may be named `__proto__` or `constructor`. */
export type Labels = Readonly<Record<string, string>>;

export interface ReadExposition {
  /** By series name. */
  readonly series: ReadonlyMap<string, readonly ReadSample[]>;
}

/** The text is not an exposition; the message names the line. */
export class ExpositionError extends Error {
  override name = 'ExpositionError';
}

const noLabels: Labels = Object.freeze(Object.create(null));

/**
 * Reads samples; comments, types and timestamps are skipped.
 *
 * @param onTimestamp called with the number of each line that has a timestamp
 * @throws ExpositionError
 */
export function readExposition(text: string, onTimestamp?: (line: number) => void): ReadExposition {
  const series = new Map<string, ReadSample[]>();
  // Most series of a container have the same labels: they are parsed once.
  const known = new Map<string, Labels>();
  let number = 0;
  for (let start = 0; start < text.length; ) {
    number++;
    const lineFeed = text.indexOf('\n', start);
    const end = lineFeed < 0 ? text.length : lineFeed;
    const line = text.slice(start, end).trim();
    start = end + 1;
    if (line === '' || line.startsWith('#')) continue;
    const sample = readSample(line, known);
    if (onTimestamp && /[ \t]-?\d+$/.test(line) && hasTimestamp(line)) onTimestamp(number);
    if (sample === undefined) throw new ExpositionError(`line ${number} is not a sample: ${excerpt(line)}`);
    const samples = series.get(sample.name);
    if (samples) samples.push(sample);
    else series.set(sample.name, [sample]);
  }
  return { series };
}

/** `container_cpu_usage_seconds_total{id="/docker/…",cpu="total"} 12.5 1700000000000` */
function readSample(line: string, known: Map<string, Labels>): ReadSample | undefined {
  nameAt.lastIndex = 0;
  const name = nameAt.exec(line)?.[1];
  if (name === undefined) return undefined;
  let at = nameAt.lastIndex;
  let labels = noLabels;
  if (line[at] === '{') {
    // Neither a value nor a timestamp contains a brace, so the last one ends the labels.
    const close = line.lastIndexOf('}');
    const inside = line.slice(at + 1, close);
    const read = close < at ? undefined : (known.get(inside) ?? readLabels(inside));
    if (read === undefined) return undefined;
    known.set(inside, read);
    labels = read;
    at = close + 1;
  }
  const [, figure] = valueAndTimestamp.exec(line.slice(at)) ?? [];
  const value = figure === undefined ? undefined : readNumber(figure);
  return value === undefined ? undefined : { name, labels, value };
}

const nameAt = /([a-zA-Z_:][a-zA-Z0-9_:]*)(?=[{ \t])[ \t]*/y;
const labelAt = /[ \t]*([a-zA-Z_][a-zA-Z0-9_]*)[ \t]*=[ \t]*"([^"\\]*(?:\\[\s\S][^"\\]*)*)"[ \t]*(?:,[ \t]*|$)/y;
const valueAndTimestamp = /^[ \t]*([^ \t]+)(?:[ \t]+-?\d+)?$/;

function readLabels(text: string): Labels | undefined {
  const labels: Record<string, string> = Object.create(null);
  for (let at = 0; at < text.length; at = labelAt.lastIndex) {
    labelAt.lastIndex = at;
    const match = labelAt.exec(text);
    if (!match) return undefined;
    const [, name = '', value = ''] = match;
    labels[name] = value.includes('\\') ? value.replace(/\\([\\"n])/g, unescaped) : value;
  }
  return labels;
}

function unescaped(_all: string, character: string): string {
  return character === 'n' ? '\n' : character;
}

/** Accepts what Go's ParseFloat accepts, except hexadecimal and underscored forms, which nobody writes. */
function readNumber(text: string): number | undefined {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return Number(text);
  if (/^nan$/i.test(text)) return Number.NaN;
  const [, sign] = /^([+-]?)inf(?:inity)?$/i.exec(text) ?? [];
  if (sign === undefined) return undefined;
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function excerpt(line: string): string {
  return JSON.stringify(line.length > 80 ? `${line.slice(0, 80)}…` : line);
}

const hasTimestamp = (line: string): boolean => {
  const afterLabels = line.slice(line.lastIndexOf('}') + 1);
  // Without labels the name comes first.
  return afterLabels.trim().split(/[ \t]+/).length === (afterLabels === line ? 3 : 2);
};

export interface FamilyMetadata {
  /** As written: `counter`, `gauge`, `histogram`, `summary` or `untyped`. */
  type?: string;
  help?: string;
}

/** What the comments of a text say about families, by name. Other comments are skipped. */
export function readMetadata(text: string): Map<string, FamilyMetadata> {
  const families = new Map<string, FamilyMetadata>();
  for (const [, kind, name = '', rest = ''] of text.matchAll(/^[ \t]*#[ \t]+(TYPE|HELP)[ \t]+(\S+)[ \t]*(.*)$/gm)) {
    const family = families.get(name) ?? {};
    if (kind === 'TYPE') family.type = rest.trim();
    else family.help = rest.trimEnd().replace(/\\([\\n])/g, unescaped);
    families.set(name, family);
  }
  return families;
}
