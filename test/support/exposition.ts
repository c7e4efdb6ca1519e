import { parseFamilies } from './parse-families.js';

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

/** Reads the text format, and throws where it is not followed to the letter. */
export function parseExposition(text: string): Exposition {
  const samples = parseFamilies(text, 'text').flatMap((family) => family.samples);
  const byName = new Map<string, Sample[]>();
  for (const sample of samples) {
    const others = byName.get(sample.name);
    if (others) others.push(sample);
    else byName.set(sample.name, [sample]);
  }
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

/** Collectors and sources of containers that got something else than all they asked for. */
export function failures(exposition: Exposition): readonly string[] {
  return ['container_exporter_collector_success', 'container_exporter_discovery_success']
    .flatMap((name) => exposition.series(name))
    .filter(({ value }) => value !== 1)
    .map(({ labels }) => labels.collector ?? labels.source ?? '?');
}
