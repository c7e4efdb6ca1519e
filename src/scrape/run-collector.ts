import type { Cgroup, Container } from '../discovery/container.js';
import type { CgroupsContext, CollectorOf, Contexts, Emit, EmitOfContainer, Needs } from '../exporters/collector.js';
import { createSamples, type Samples } from '../exposition/samples.js';
import { type Deadline, Late } from './deadline.js';

/** The owner of a sample: a cgroup that was found, a container known by name, or (undefined) the host. */
export type Owner = Cgroup | Container;

export interface CollectorRun {
  readonly samples: Samples<Owner, Container>;
  /** All its samples are dropped, as half of them would look like all of them. */
  readonly late: boolean;
  readonly seconds: number;
  /** The first failure; all other samples are present. */
  readonly error: unknown;
}

/** What a run adds to the shared context. */
type Own = Pick<CgroupsContext, 'emit' | 'emitFor' | 'breathe' | 'fail' | 'signal'>;

/** What collectors of one kind share during one scrape. */
export type Shared<N extends Needs> = Omit<Contexts[N], keyof Own>;

/**
 * Runs one collector. Never throws, and a failure affects no other collector. Work that needs no waiting is done by the
 * time the promise is returned.
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
    // Together they are the whole context, which TypeScript can't see for a generic type.
    const pending = collector.collect({ ...shared, ...own } as unknown as Contexts[N]);
    ended = performance.now();
    if (pending) {
      await deadline.race(pending);
      ended = performance.now();
    }
  } catch (error) {
    // Samples emitted before the failure are valid; those of a late collector are incomplete.
    fail(error);
    ended = performance.now();
  }
  return { samples, late, seconds: (ended - began) / 1000, error: firstError };
}
