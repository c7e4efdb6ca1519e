import type { Cgroup, Container } from '../discovery/container.js';
import type { CgroupsContext, CollectorOf, Contexts, Emit, EmitOfContainer, Needs } from '../exporters/collector.js';
import { createSamples, type Samples } from '../exposition/samples.js';
import { type Deadline, Late } from './deadline.js';

/** What a sample belongs to: a cgroup that was found, a container that is known by name, or (undefined) the host. */
export type Owner = Cgroup | Container;

export interface CollectorRun {
  readonly samples: Samples<Owner, Container>;
  /** Left out whole, as half of a collector's samples would look like the whole. */
  readonly late: boolean;
  readonly seconds: number;
  /** The first thing that failed; the samples of all else are there. */
  readonly error: unknown;
}

/** What a run adds to what all collectors share. */
type Own = Pick<CgroupsContext, 'emit' | 'emitFor' | 'breathe' | 'fail' | 'signal'>;

/** What collectors of one kind share in one scrape. */
export type Shared<N extends Needs> = Omit<Contexts[N], keyof Own>;

/**
 * Runs one collector. Nothing is thrown, and what fails costs no other. What it can do without waiting is done when this
 * returns its promise.
 */
export async function runCollector<N extends Needs>(
  collector: CollectorOf<N>,
  shared: Shared<N>,
  deadline: Deadline,
): Promise<CollectorRun> {
  const began = performance.now();
  const samples = createSamples<Owner, Container>();
  let ended = began;
  let late = false;
  let firstError: unknown;
  const fail = (error: unknown) => {
    firstError ??= error;
    late ||= error instanceof Late;
  };
  const emit: Emit = (family, value, labels) => samples.add(family, value, undefined, labels);
  const emitFor =
    (owner: Owner): EmitOfContainer =>
    (family, value, labels) =>
      samples.add(family, value, owner, labels);
  const own: Own = { emit, emitFor, fail, breathe: deadline.breathe, signal: deadline.signal };

  try {
    // Together they are the whole context, which TypeScript can't see for a type that it does not know yet.
    const pending = collector.collect({ ...shared, ...own } as unknown as Contexts[N]);
    ended = performance.now();
    if (pending) {
      await deadline.race(pending);
      ended = performance.now();
    }
  } catch (error) {
    // What was emitted before is true; what was late is incomplete.
    fail(error);
    ended = performance.now();
  }
  return { samples, late, seconds: (ended - began) / 1000, error: firstError };
}
