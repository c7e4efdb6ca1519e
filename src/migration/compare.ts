import type { Labels, ReadExposition, ReadSample } from '../exposition/text-reader.js';
import { explainedByTime } from './explained-by-time.js';
import { type Peer, reasonFor } from './peers.js';

/** What a migration from another exporter to this one would lose, gain and change. */
export interface Comparison {
  readonly peer: Peer['name'];
  /** Families that both have, with the same series and values. */
  readonly same: readonly string[];
  readonly lost: readonly LostFamily[];
  readonly gained: readonly { readonly family: string; readonly series: number }[];
  readonly changed: readonly ChangedFamily[];
  /** Cgroups that only the other exporter exposes; no family below counts them again. */
  readonly lostCgroups: readonly string[];
  readonly lostLabels: readonly LabelChange[];
  readonly gainedLabels: readonly LabelChange[];
}

export interface LostFamily {
  readonly family: string;
  readonly series: number;
  /** The disabled collector here that has it. */
  readonly collector?: string | undefined;
  /** Why it is left out; undefined if it should not be. */
  readonly reason?: string | undefined;
}

export interface ChangedFamily {
  readonly family: string;
  /** The other exporter's series, of cgroups that both expose. */
  readonly series: number;
  readonly missing: number;
  readonly different: number;
  /** A few of them, as `{labels} theirs -> ours`. */
  readonly examples: readonly string[];
  readonly reason?: string | undefined;
}

export interface LabelChange {
  readonly label: string;
  readonly families: number;
}

export interface Sides {
  readonly theirs: ReadExposition;
  /** This exporter's, read before and after theirs. */
  readonly before: ReadExposition;
  readonly after: ReadExposition;
  readonly seconds: number;
}

/** What this exporter can expose, by name. */
export type Known = ReadonlyMap<
  string,
  { readonly type: 'counter' | 'gauge' | 'unknown'; readonly collector: string | undefined }
>;

const mostExamples = 3;

export function compareWith(peer: Peer, { theirs, before, after, seconds }: Sides, known: Known): Comparison {
  const familiesOf = ({ series }: ReadExposition) =>
    [...series.keys()].filter((name) => peer.compared.test(name)).sort();
  const ofTheirs = familiesOf(theirs);
  const ofOurs = new Set(familiesOf(after));
  const shared = ofTheirs.filter((family) => ofOurs.has(family));
  const samples = (exposition: ReadExposition, family: string) => exposition.series.get(family) ?? [];

  const ourCgroups = cgroupsOf(after);
  const lostCgroups = new Set([...cgroupsOf(theirs)].filter((id) => !ourCgroups.has(id)));
  const keyOf = ({ labels }: ReadSample) => keyWithout(labels, peer.identity);
  const families = shared.map((family): ChangedFamily => {
    const earlier = new Map(samples(before, family).map((sample) => [keyOf(sample), sample.value]));
    const later = new Map(samples(after, family).map((sample) => [keyOf(sample), sample.value]));
    const those = samples(theirs, family).filter(({ labels }) => !lostCgroups.has(labels.id ?? ''));
    const missing = those.filter((sample) => !later.has(keyOf(sample)));
    const different = those.filter((sample) => {
      const now = later.get(keyOf(sample));
      const then = earlier.get(keyOf(sample));
      // A series that is new since then cannot be compared.
      if (now === undefined || then === undefined) return false;
      const type = known.get(family)?.type ?? 'unknown';
      return !explainedByTime(type, { theirs: sample.value, before: then, after: now, seconds });
    });
    const examples = [...missing.slice(0, mostExamples), ...different.slice(0, mostExamples)].map(
      (sample) => `${keyOf(sample)} ${sample.value} -> ${later.get(keyOf(sample)) ?? 'absent'}`,
    );
    const counts = { series: those.length, missing: missing.length, different: different.length };
    return { family, ...counts, examples, reason: reasonFor(peer, family, 'differs') };
  });
  const isChanged = ({ missing, different }: ChangedFamily) => missing + different > 0;
  return {
    peer: peer.name,
    same: families.filter((family) => !isChanged(family)).map(({ family }) => family),
    lost: ofTheirs
      .filter((family) => !ofOurs.has(family))
      .map((family) => ({
        family,
        series: samples(theirs, family).length,
        collector: known.get(family)?.collector,
        reason: reasonFor(peer, family, 'absent'),
      })),
    gained: [...ofOurs]
      .filter((family) => !theirs.series.has(family))
      .map((family) => ({ family, series: samples(after, family).length })),
    changed: families.filter(isChanged),
    lostCgroups: [...lostCgroups].sort(),
    ...labelChanges(shared.map((family) => [samples(theirs, family), samples(after, family)])),
  };
}

/** Whether something is lost or changed without a known reason. */
export function losesAnything({ lost, changed }: Comparison): boolean {
  return lost.some(({ reason }) => reason === undefined) || changed.some(({ reason }) => reason === undefined);
}

function cgroupsOf({ series }: ReadExposition): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const [family, samples] of series) {
    if (family.startsWith('container_')) for (const { labels } of samples) if (labels.id) ids.add(labels.id);
  }
  return ids;
}

/** Labels as text, sorted by name; empty ones are omitted. */
function keyWithout(labels: Labels, left: RegExp): string {
  const names = Object.keys(labels).filter((name) => labels[name] !== '' && !left.test(name));
  return `{${names
    .sort()
    .map((name) => `${name}=${JSON.stringify(labels[name])}`)
    .join(',')}}`;
}

type Pair = readonly [theirs: readonly ReadSample[], ours: readonly ReadSample[]];

/** Labels that only one side has, and in how many common families. */
function labelChanges(pairs: readonly Pair[]): Pick<Comparison, 'lostLabels' | 'gainedLabels'> {
  const lost = new Map<string, number>();
  const gained = new Map<string, number>();
  const count = (counts: Map<string, number>, label: string) => counts.set(label, (counts.get(label) ?? 0) + 1);
  for (const [theirs, ours] of pairs) {
    const [inTheirs, inOurs] = [namesOf(theirs), namesOf(ours)];
    for (const label of inTheirs) if (!inOurs.has(label)) count(lost, label);
    for (const label of inOurs) if (!inTheirs.has(label)) count(gained, label);
  }
  const listed = (counts: ReadonlyMap<string, number>) =>
    [...counts].map(([label, families]) => ({ label, families })).sort((a, b) => (a.label < b.label ? -1 : 1));
  return { lostLabels: listed(lost), gainedLabels: listed(gained) };
}

function namesOf(samples: readonly ReadSample[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { labels } of samples) for (const name in labels) if (labels[name] !== '') names.add(name);
  return names;
}
