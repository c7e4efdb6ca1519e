import type { Logger } from 'pino';
import type { RuntimeRequest } from '../../runtime-source.js';
import { type DockerAddress, formatDockerAddress } from '../address.js';
import { explainDockerError, NoAnswerError } from '../answer-error.js';
import { type Daemon, type DaemonDescription, learnDaemon, learnDescription } from '../daemon.js';
import { type DockerSession, openDockerSession } from '../session.js';
import type { EventLog } from './event-log.js';
import type { InspectMemory } from './inspect-memory.js';
import { explainPlan, type Inspections, inspectContainers } from './inspections.js';
import { type ContainerListing, listContainers } from './listed.js';

/** What is known about the daemon between requests. */
export interface Engine {
  /** Undefined until a daemon has answered, and after it failed to. */
  daemon: Daemon | undefined;
  description: DaemonDescription | undefined;
  isPodman: boolean;
  readonly events: EventLog;
  /** The last list, and when it was requested, in milliseconds of performance.now(). */
  listing: { readonly of: ContainerListing; readonly at: number } | undefined;
}

export function runtimeName({ isPodman }: Engine): 'docker' | 'podman' {
  return isPodman ? 'podman' : 'docker';
}

/** The requests to a daemon, in order. */
export type Stage = 'contact' | 'list' | 'inspects' | 'description';

/** One round of requests to the daemon; its answers arrive one by one. */
export interface Attempt {
  /** The request whose answer is pending. */
  readonly stage: Stage;
  /** When the daemon last answered anything, in milliseconds of performance.now(). */
  readonly heardAt: number;
  /** Settles when everything has been answered, or nothing more will be. Never rejects. */
  readonly end: Promise<void>;
  /** Undefined until the list has been answered; from then on the memory has it. */
  readonly listing: ContainerListing | undefined;
  readonly inspections: Inspections;
  /** Why it ended without an answer; undefined if it did not. */
  readonly failure: unknown;
}

export interface AttemptOptions {
  readonly address: DockerAddress;
  readonly engine: Engine;
  readonly memory: InspectMemory;
  readonly inodes: RuntimeRequest['inodes'];
  readonly log: Logger;
  /** Ends the attempt and its connections. */
  readonly signal: AbortSignal;
}

/** Changes that events do not report, if there are any, are seen after this time. Some inspects are repeated too. */
const listEveryMs = 5 * 60_000;

export function beginAttempt(options: AttemptOptions): Attempt {
  const { address, engine, memory, inodes, log, signal } = options;
  const began = performance.now();
  let session: DockerSession | undefined;
  let stage: Stage = 'contact';
  let listing: ContainerListing | undefined;
  let inspections: Inspections = { planned: [], done: 0, failures: new Map() };
  let failure: unknown;

  async function run(): Promise<void> {
    try {
      // Certificates are read for each attempt, as they may be renewed while the exporter runs.
      session = openDockerSession(address, signal);
      await askAll(session);
    } catch (error) {
      failure = error;
      // A daemon that hangs is still the same one when it continues.
      if (!signal.aborted) engine.daemon = undefined;
    } finally {
      session?.close();
    }
  }

  async function askAll(open: DockerSession): Promise<void> {
    const known = engine.daemon;
    const daemon = known ?? (await learnDaemon(open));
    if (!known) {
      engine.description = undefined;
      engine.listing = undefined;
      engine.events.forget();
    }
    stage = 'list';
    // In parallel with the list, as some daemons are slow to describe themselves.
    const described = engine.description ? undefined : describe(open, daemon).catch(() => undefined);
    // Podman keeps its events in a file or the journal, and reads all of it.
    const isAsked = !(daemon.podman ?? engine.isPodman);
    const changes = isAsked ? await engine.events.changes(open, daemon.prefix, signal) : undefined;
    memory.touch(changes?.inspects ?? []);
    const isListed = engine.listing && performance.now() - engine.listing.at < listEveryMs;
    let said = 'lists';
    if (isListed && changes?.needsList === false && memory.isOf(inodes)) {
      said = 'has nothing new of';
      listing = engine.listing?.of;
      inspections = { planned: memory.planUnlisted(), done: 0, failures: new Map() };
    } else {
      await list(open, daemon, changes !== undefined && isListed === true);
      if (!known) welcome(daemon);
    }
    stage = 'inspects';
    const plan = explainPlan(inspections.planned);
    log.debug(`${runtimeName(engine)} ${said} ${listing?.containers.length} containers; inspects: ${plan}`);
    await inspectContainers(open, daemon.prefix, memory, inspections, signal);
    signal.throwIfAborted();
    stage = 'description';
    await described;
    signal.throwIfAborted();
  }

  /** `isKnown`: events report everything that has changed. */
  async function list(open: DockerSession, daemon: Daemon, isKnown: boolean): Promise<void> {
    const at = performance.now();
    listing = await listContainers(open, daemon.prefix, inodes, memory.listed);
    signal.throwIfAborted();
    engine.listing = { of: listing, at: isKnown && engine.listing ? engine.listing.at : at };
    engine.events.listed();
    memory.begin(listing.containers, inodes, Date.now() / 1000);
    inspections = { planned: memory.plan({ refresh: !isKnown }), done: 0, failures: new Map() };
  }

  async function describe(open: DockerSession, daemon: Daemon): Promise<void> {
    const description = await learnDescription(open, daemon);
    if (!signal.aborted) engine.description = description;
  }

  /**
   * Only its list proves that it is a daemon: a proxy may forbid everything else, and anything may answer with an
   * error.
   */
  function welcome(daemon: Daemon): void {
    engine.daemon = daemon;
    engine.isPodman = daemon.podman ?? engine.isPodman;
    const version = daemon.version ?? '(its version is not told)';
    log.info(`${runtimeName(engine)} ${version} answers at ${formatDockerAddress(address)}${daemon.prefix}`);
  }

  return {
    get stage() {
      return stage;
    },
    get heardAt() {
      return session?.heardAt ?? began;
    },
    end: run(),
    get listing() {
      return listing;
    },
    get inspections() {
      return inspections;
    },
    get failure() {
      return failure;
    },
  };
}

const questions: Readonly<Record<Stage, string>> = {
  contact: 'GET /version',
  list: 'GET /containers/json',
  inspects: 'GET /containers/<id>/json',
  description: 'GET /info',
};

/**
 * Why the answer is incomplete, in one line; undefined if it is complete. `left` is why waiting stopped. A container
 * that can't be inspected affects only itself.
 */
export function explainAttempt(attempt: Attempt, left: Error | undefined): string | undefined {
  const { stage, listing, inspections, failure } = attempt;
  const { planned, done, failures } = inspections;
  const reason = failure ?? left;
  if (reason !== undefined) {
    if (listing && done < planned.length) {
      return `${planned.length - done} of ${planned.length} containers were not inspected: ${explainDockerError(reason)}`;
    }
    if (reason instanceof NoAnswerError) return `${questions[stage]}: ${reason.message}`;
    return `${explainDockerError(reason)}${isForbidden(reason) ? forbiddenAdvice : ''}`;
  }
  const [first] = failures.values();
  if (planned.length > 0 && failures.size === planned.length) {
    return `no container could be inspected: ${explainDockerError(first)}`;
  }
  return listing && listing.leftOut > 0 ? `${listing.leftOut} stopped containers are too many and left out` : undefined;
}

/** The group that owns a daemon's socket can do everything that root can. */
const forbiddenAdvice =
  ' (point --docker.host at container-exporter docker-proxy, which passes on only what is safe: docs/docker-proxy.md)';

function isForbidden(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM');
}
