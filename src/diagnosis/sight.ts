import type { Labels, ReadExposition, ReadSample } from '../exposition/text-reader.js';

/** One exposition, and when it was asked for. */
export interface Look {
  readonly exposition: ReadExposition;
  /** Unix seconds, by the clock of who looks. */
  readonly at: number;
}

export interface Subject {
  /** The cgroup's path. */
  readonly id: string;
  /** What people call it; where nothing names it the beginning of the runtime's id. */
  readonly name: string;
  /** The labels of its `container_info`, if there is one. */
  readonly info: Labels;
}

/** What a look says, and what has changed since the one before. */
export interface Sight {
  /** The host's clock where it is told, else the looker's. Unix seconds. */
  readonly at: number;
  /** Between the two looks; undefined where there is only one. */
  readonly seconds: number | undefined;
  readonly containers: readonly Subject[];
  samples(series: string): readonly ReadSample[];
  /** The first sample with these labels among its own. */
  value(series: string, labels?: Readonly<Record<string, string>>): number | undefined;
  /** What it was in the look before. */
  valueBefore(series: string, labels?: Readonly<Record<string, string>>): number | undefined;
  /** The same as `value`, of one container. */
  of(container: Subject, series: string, labels?: Readonly<Record<string, string>>): number | undefined;
  /** By how much a container's counter rose between the looks, summed over interfaces, devices and so on. */
  riseOf(container: Subject, series: string): number | undefined;
  /** The same of a counter of the host, of the samples with these labels. */
  rise(series: string, labels?: Readonly<Record<string, string>>): number | undefined;
  /** The same of each sample of a counter; those that were not there before are left out. */
  rises(series: string): readonly ReadSample[];
  /** By how much any figure of a container changed, which may be less than nothing. */
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

  /** Of those that were there before: what is new may have counted for long. */
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

/** What has a name is a container; what is above them, and services, have none. In the order of names. */
function findContainers({ series }: ReadExposition): readonly Subject[] {
  const found = new Map<string, Subject>();
  const known = series.get('container_info') ?? nothing;
  for (const { labels } of known) {
    const { id = '', name, pod, container, short_id } = labels;
    const inPod = pod === undefined ? undefined : [pod, container].filter(Boolean).join('/');
    found.set(id, { id, name: shortened(name ?? inPod ?? short_id ?? id), info: labels });
  }
  // Without the collector `info` all series are looked through.
  for (const [, samples] of known.length > 0 ? [] : series) {
    for (const { labels } of samples) {
      const { id, name } = labels;
      if (id !== undefined && name !== undefined && !found.has(id))
        found.set(id, { id, name: shortened(name), info: labels });
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** What nobody has named goes by its id, as `docker ps` shows it. */
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

/** Most samples of a container share their labels, so these are spelled once. */
const keys = new WeakMap<Labels, string>();

/** Both looks are at the same exporter, which writes labels in one order. */
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
