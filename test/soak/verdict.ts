import type { Exposition, Sample } from '../support/exposition.js';
import type { Member, Population } from './population.js';
import type { Seen } from './snapshot.js';

/** A scrape, what the kernel said right before and after it, and what this run did meanwhile. */
export interface Evidence {
  readonly exposition: Exposition;
  readonly before: ReadonlyMap<string, Seen>;
  readonly after: ReadonlyMap<string, Seen>;
  readonly population: Population;
  /** Each Docker container's latest start by the time that the scrape began. */
  readonly starts: ReadonlyMap<string, number | undefined>;
  /** As performance.now(). */
  readonly began: number;
}

export interface Verdict {
  readonly checks: number;
  readonly wrong: readonly Wrong[];
}

export interface Wrong {
  readonly kind: string;
  readonly text: string;
}

/** Both sides divide by a unit: the last bit may differ. */
const slack = 1e-12;

export function judge(evidence: Evidence): Verdict {
  const { exposition, before, after, population, began } = evidence;
  const samples = new Map<string, Sample[]>();
  for (const sample of exposition.samples) {
    const { id } = sample.labels;
    if (id !== undefined) samples.set(id, [...(samples.get(id) ?? []), sample]);
  }
  const wrong: Wrong[] = [];
  let checks = 0;
  const check = (right: boolean, kind: string, text: () => string) => {
    checks += 1;
    if (!right) wrong.push({ kind, text: text() });
  };
  const failed = exposition.series('container_exporter_collector_success').filter(({ value }) => value !== 1);
  check(failed.length === 0, 'a collector failed', () => failed.map(({ labels }) => labels.collector).join());
  for (const path of new Set([...before.keys(), ...after.keys()])) {
    const [first, last] = [before.get(path), after.get(path)];
    judgeFigures(samples.get(path) ?? [], { path, first, last, member: population.get(path), began }, check);
  }
  for (const [path, shown] of samples) {
    const member = population.get(path);
    if (member) judgeIdentity(shown, member, evidence, check);
  }
  return { checks, wrong };
}

type Check = (right: boolean, kind: string, text: () => string) => void;

interface Subject {
  readonly path: string;
  readonly first: Seen | undefined;
  readonly last: Seen | undefined;
  readonly member: Member | undefined;
  readonly began: number;
}

/** What became of a cgroup during the scrape. Of those that others make and remove it is not known which life a sample is of. */
function fateOf({ first, last, member, began }: Subject): 'stayed' | 'ended' | 'appeared' | 'unsure' {
  if (first && last) return first.inode === last.inode ? 'stayed' : 'unsure';
  if (member === undefined || member.restarted) return 'unsure';
  if (last) return 'appeared';
  return member.ready <= began ? 'ended' : 'unsure';
}

/** Figures lie between those before and after; what was there both times is exposed; what has ended says nothing else. */
function judgeFigures(shown: readonly Sample[], subject: Subject, check: Check): void {
  const { path, first, last, member } = subject;
  const fate = fateOf(subject);
  if (fate === 'unsure') return;
  for (const figure of (first ?? last)?.figures ?? []) {
    const before = find(first?.figures ?? [], figure)?.value;
    const after = find(last?.figures ?? [], figure)?.value;
    const value = find(shown, figure)?.value;
    const text = () =>
      `${figure.name}${JSON.stringify(figure.labels)} of ${path}: ${value}, the kernel said ${before} before and ${after} after`;
    const kind = kindOf(figure.name);
    if (value === undefined) {
      check(fate !== 'stayed' || after === undefined, 'a series is missing', text);
    } else if (kind === 'counter') {
      check(isWithin(value, before ?? 0, after ?? Number.POSITIVE_INFINITY), `a counter of one that ${fate}`, text);
    } else if (before !== undefined && (fate === 'ended' ? kind === 'limit' : before === after)) {
      // A gauge may go to and fro meanwhile, where anything happens at all.
      if (kind === 'limit' || member?.quiet)
        check(isWithin(value, before, before), `a ${kind} of one that ${fate}`, text);
    }
  }
}

/** Names, starts, and whether there is anything at all behind a container that is said to run. */
function judgeIdentity(shown: readonly Sample[], member: Member, evidence: Evidence, check: Check): void {
  const { path, name } = member;
  const { began, starts, before, after } = evidence;
  const has = (pattern: RegExp) => shown.some((sample) => pattern.test(sample.name));
  const series = () => `${path} (${name ?? 'no name'}): ${shown.map((sample) => sample.name).join(' ')}`;
  check(member.gone === undefined || member.gone > began, 'one that had gone is shown', series);
  if (has(/^container_last_seen$/)) {
    check(
      has(/^container_(?:cpu|memory)_usage_|^container_(?:processes|threads)$/),
      'nothing beside last_seen',
      series,
    );
  }
  if (name === undefined || member.ready > began) return;
  const names = new Set(shown.map(({ labels }) => labels.name));
  check(names.size === 1 && names.has(name), 'a name is wrong', () => `${path} (${name}): ${[...names].join()}`);
  const [first, last] = [before.get(path), after.get(path)];
  if (first === undefined || first.inode === last?.inode) return;
  // Its cgroup was re-created meanwhile, and one scrape is about one life: CPU time that has gone back is the new one's.
  const cpu = { name: 'container_cpu_usage_seconds_total', labels: { cpu: 'total' } };
  const started = find(shown, { name: 'container_start_time_seconds', labels: {} })?.value;
  const [used, usedBefore] = [find(shown, cpu)?.value, find(first.figures, cpu)?.value];
  const known = starts.get(path);
  if (started === undefined || known === undefined || used === undefined || usedBefore === undefined) return;
  const isNewLife = used < usedBefore * (1 - slack);
  check(!isNewLife || Math.abs(started - known) > 0.01, 'two lives in one scrape', () => {
    return `${path} (${name}): ${used} s of CPU after ${usedBefore} s before, but the same start, ${started}`;
  });
}

function kindOf(name: string): 'counter' | 'limit' | 'gauge' {
  if (/_total$|_failcnt$|_max_usage_bytes$/.test(name)) return 'counter';
  return /^container_spec_|_effective_limit_|_threads_max$/.test(name) ? 'limit' : 'gauge';
}

function isWithin(value: number, least: number, most: number): boolean {
  return value >= least - slack * least && value <= most + slack * most;
}

type Series = Pick<Sample, 'name' | 'labels'>;

function find<T extends Series>(all: readonly T[], { name, labels }: Series): T | undefined {
  return all.find(
    (one) => one.name === name && Object.entries(labels).every(([key, value]) => one.labels[key] === value),
  );
}
