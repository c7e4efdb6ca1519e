import type { Labels, ReadExposition, ReadSample } from '../exposition/text-reader.js';

/** One exposition, and when it was requested. */
export interface Look {
  readonly exposition: ReadExposition;
  /** Unix seconds, by the observer's clock. */
  readonly at: number;
}

export interface Subject {
  /** The cgroup's path. */
  readonly id: string;
  /** Its name; without one, the start of the runtime's id. */
  readonly name: string;
  /** The labels of its `container_info`, if there is one. */
  readonly info: Labels;
}

/** What a look shows, and what has changed since the previous one. */
export interface Sight {
  /** The host's clock if it is reported, else the observer's. Unix seconds. */
  readonly at: number;
  /** Between the two looks; undefined if there is only one. */
  readonly seconds: number | undefined;
  readonly containers: readonly Subject[];
  samples(series: string): readonly ReadSample[];
  /** The first sample whose labels include these. */
  value(series: string, labels?: Readonly<Record<string, string>>): number | undefined;
  /** Its value in the previous look. */
  valueBefore(series: string, labels?: Readonly<Record<string, string>>): number | undefined;
  /** Like `value`, for one container. */
  of(container: Subject, series: string, labels?: Readonly<Record<string, string>>): number | undefined;
  /** How much a container's counter increased between the looks, summed over interfaces, devices and so on. */
  riseOf(container: Subject, series: string): number | undefined;
  /** The same for a host counter, for samples with these labels. */
  rise(series: string, labels?: Readonly<Record<string, string>>): number | undefined;
  /** The same for each sample of a counter; new ones are left out. */
  rises(series: string): readonly ReadSample[];
  /** How much any figure of a container changed; may be negative. */
  changeOf(container: Subject, series: string): number | undefined;
}

const nothing: readonly ReadSample[] = [];

export function compareLooks(now: Look, before?: Look): Sight {
  const seconds = before && now.at > before.at ? now.at - before.at : undefined;
  const samples = (series: string) => now.exposition.series.get(series) ?? nothing;
  const byId = memoized((series: string) => groupById(samples(series)));
  const earlier = memoized(
    (series: string) =>
      new Map(before?.exposition.series.get(series)?.map(({ labels, value }) => [keyOf(labels), value])),
  );
  const samplesOf = ({ id }: Subject, series: string) => byId(series).get(id) ?? nothing;

  /** Only for samples that existed before: a new one may have counted for long. */
  function change(those: readonly ReadSample[], difference: (value: number, then: number) => number) {
    if (seconds === undefined) return undefined;
    const changes = those.flatMap(({ name, labels, value }) => {
      const then = earlier(name).get(keyOf(labels));
      return then === undefined ? [] : [difference(value, then)];
    });
    return changes.length === 0 ? undefined : changes.reduce((sum, one) => sum + one, 0);
  }
  return {
    at: samples('node_time_seconds')[0]?.value ?? now.at,
    seconds,
    containers: findContainers(now.exposition),
    samples,
    value: (series, labels) => samples(series).find((sample) => has(sample, labels))?.value,
    valueBefore: (series, labels) =>
      before?.exposition.series.get(series)?.find((sample) => has(sample, labels))?.value,
    of: (container, series, labels) => samplesOf(container, series).find((sample) => has(sample, labels))?.value,
    riseOf: (container, series) => change(samplesOf(container, series), counted),
    rise: (series, labels) =>
      change(
        samples(series).filter((sample) => has(sample, labels)),
        counted,
      ),
    rises: (series) =>
      samples(series).flatMap((sample) => {
        const value = change([sample], counted);
        return value === undefined ? [] : [{ ...sample, value }];
      }),
    changeOf: (container, series) => change(samplesOf(container, series), (value, then) => value - then),
  };
}

/** A counter that fell was reset to 0. */
function counted(value: number, then: number): number {
  return value < then ? value : value - then;
}

/** Containers have a name; their ancestors and services have none. Sorted by name. */
function findContainers({ series }: ReadExposition): readonly Subject[] {
  const found = new Map<string, Subject>();
  const known = series.get('container_info') ?? nothing;
  for (const { labels } of known) {
    const { id = '', name, pod, container, short_id } = labels;
    const inPod = pod === undefined ? undefined : [pod, container].filter(Boolean).join('/');
    found.set(id, { id, name: shortened(name ?? inPod ?? short_id ?? id), info: labels });
  }
  // Without the collector `info` all series are searched.
  for (const [, samples] of known.length > 0 ? [] : series) {
    for (const { labels } of samples) {
      const { id, name } = labels;
      if (id !== undefined && name !== undefined && !found.has(id))
        found.set(id, { id, name: shortened(name), info: labels });
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** A container without a name gets its id, as in `docker ps`. */
function shortened(name: string): string {
  return /^[0-9a-f]{64}$/.test(name) ? name.slice(0, 12) : name;
}

function groupById(samples: readonly ReadSample[]): ReadonlyMap<string, readonly ReadSample[]> {
  const groups = new Map<string, ReadSample[]>();
  for (const sample of samples) {
    const { id = '' } = sample.labels;
    const group = groups.get(id);
    if (group) group.push(sample);
    else groups.set(id, [sample]);
  }
  return groups;
}

function has(sample: ReadSample, labels: Readonly<Record<string, string>> = {}): boolean {
  return Object.entries(labels).every(([name, value]) => sample.labels[name] === value);
}

/** Most samples of a container share their labels, so the key is built once. */
const keys = new WeakMap<Labels, string>();

/** Both looks are at the same exporter, which always writes labels in the same order. */
function keyOf(labels: Labels): string {
  const key = keys.get(labels) ?? JSON.stringify(labels);
  keys.set(labels, key);
  return key;
}

function memoized<T>(make: (series: string) => T): (series: string) => T {
  const made = new Map<string, T>();
  return (series) => {
    const known = made.get(series) ?? make(series);
    made.set(series, known);
    return known;
  };
}
