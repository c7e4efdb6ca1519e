import { type Container, isRunning, type RunningContainer } from '../discovery/container.js';
import type {
  AllCgroupsContext,
  AllCgroupsExporter,
  CgroupExporter,
  ContainerContext,
  ContainerExporter,
  DaemonAnswers,
  DaemonContext,
  DaemonExporter,
  Emit,
  Exporter,
  HostContext,
  HostExporter,
} from '../exporters/collector.js';
import { type Column, createSamples, type Samples } from '../exposition/samples.js';
import { type Deadline, Late } from './deadline.js';

export interface ExporterRun {
  /** Empty when it was late: half of a collector's samples would look like the whole. */
  readonly columns: readonly Column[];
  readonly seconds: number;
  /** The first thing that failed; the samples of all else are there. */
  readonly error: unknown;
}

/** What all exporters of one scrape share. */
export interface RunContext {
  readonly containers: readonly Container[];
  readonly host: Omit<HostContext, 'emit'>;
  readonly cgroup: Omit<ContainerContext, 'emit' | keyof DaemonAnswers>;
  readonly answers: DaemonAnswers;
  readonly largestShown: number;
  readonly deadline: Deadline;
}

/**
 * Runs one exporter: what fails for one container hurts that container alone, and nothing is thrown. What a host exporter
 * can do without waiting is done when this returns its promise.
 */
export async function runExporter(exporter: Exporter, context: RunContext): Promise<ExporterRun> {
  const began = performance.now();
  const samples = createSamples();
  let ended = began;
  let late = false;
  let firstError: unknown;
  const note = (error: unknown) => {
    firstError ??= error;
    late ||= error instanceof Late;
  };

  try {
    const pending =
      exporter.scope === 'host'
        ? collectHost(exporter, context, samples)
        : exporter.scope === 'daemon'
          ? collectDaemon(exporter, context, samples)
          : collectContainers(exporter, context, samples, note);
    ended = performance.now();
    if (pending) {
      await pending;
      ended = performance.now();
    }
  } catch (error) {
    // What a host exporter emitted before it failed is true; what was late is incomplete.
    note(error);
    ended = performance.now();
  }
  return { columns: late ? [] : samples.columns(), seconds: (ended - began) / 1000, error: firstError };
}

function collectHost(
  exporter: HostExporter,
  { host, deadline }: RunContext,
  samples: Samples,
): Promise<void> | undefined {
  const emit: Emit = (family, value, labels) => samples.add(family, value, undefined, labels);
  const pending = exporter.collect({ ...host, emit });
  return pending ? deadline.race(pending) : undefined;
}

function collectDaemon(
  exporter: DaemonExporter,
  { containers, host, answers, largestShown, deadline }: RunContext,
  samples: Samples,
): Promise<void> | undefined {
  const emitFor: DaemonContext['emitFor'] = (container) => (family, value, labels) =>
    samples.add(family, value, container.identity, labels);
  const emit: Emit = (family, value, labels) => samples.add(family, value, undefined, labels);
  const pending = exporter.collect({ ...host, ...answers, containers, largestShown, emit, emitFor });
  return pending ? deadline.race(pending) : undefined;
}

async function collectContainers(
  exporter: ContainerExporter | CgroupExporter | AllCgroupsExporter,
  { containers, cgroup, answers, deadline }: RunContext,
  samples: Samples,
  note: (error: unknown) => void,
): Promise<void> {
  // One closure for all containers: the identity changes under it.
  let identity: Uint8Array | undefined;
  const emit: Emit = (family, value, labels) => samples.add(family, value, identity, labels);
  const attempt = <C extends Container>(container: C, work: (container: C) => void) => {
    identity = container.identity;
    try {
      work(container);
    } catch (error) {
      note(error);
    }
  };

  if (exporter.scope === 'all-cgroups') {
    const all: AllCgroupsContext = {
      ...cgroup,
      ...answers,
      *each(some, work) {
        for (const container of some) {
          attempt(container, (one) => work(one, emit));
          yield;
        }
      },
    };
    for (const _ of exporter.collect(containers.filter(isRunning), all)) {
      const turn = deadline.breathe();
      if (turn) await turn;
    }
    return;
  }

  const one: ContainerContext = { ...cgroup, ...answers, emit };
  for (const container of containers) {
    if (exporter.scope === 'container') attempt(container, (c) => exporter.collect(c, one));
    else if (isRunning(container)) attempt<RunningContainer>(container, (c) => exporter.collect(c, one));
    // Awaited only where there is something to wait for: a thousand containers would each pay for a microtask.
    const turn = deadline.breathe();
    if (turn) await turn;
  }
}
