/** A reader of the text format of its own, so that the tests do not judge the exporter's writer by itself. */

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export type LabelMatch = Readonly<Record<string, string>>;

export interface Exposition {
  readonly text: string;
  readonly samples: readonly Sample[];
  /** Samples of one name that have at least these labels. */
  series(name: string, labels?: LabelMatch): readonly Sample[];
  /** The value of the one sample that matches; undefined for none. Throws where several do. */
  value(name: string, labels?: LabelMatch): number | undefined;
}

export function parseExposition(text: string): Exposition {
  const samples: Sample[] = [];
  for (const line of text.split('\n')) {
    if (line !== '' && !line.startsWith('#')) samples.push(parseSample(line));
  }
  const byName = new Map<string, Sample[]>();
  for (const sample of samples) byName.set(sample.name, [...(byName.get(sample.name) ?? []), sample]);
  const series = (name: string, labels: LabelMatch = {}) =>
    (byName.get(name) ?? []).filter((sample) =>
      Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    );
  return {
    text,
    samples,
    series,
    value(name, labels) {
      const found = series(name, labels);
      if (found.length > 1) throw new Error(`${found.length} samples of ${name} match ${JSON.stringify(labels)}`);
      return found[0]?.value;
    },
  };
}

function parseSample(line: string): Sample {
  const match = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\})? (\S+)$/.exec(line);
  if (!match) throw new Error(`not a sample: ${line}`);
  const [, name = '', labelText = '', value = ''] = match;
  const labels: Record<string, string> = {};
  for (const [, label = '', quoted = ''] of labelText.matchAll(/([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)",?/g)) {
    labels[label] = quoted.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
  }
  return { name, labels, value: parseValue(value) };
}

function parseValue(text: string): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY;
  if (text === '-Inf') return Number.NEGATIVE_INFINITY;
  return Number(text);
}
