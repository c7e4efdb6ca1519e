import type { Logger } from 'pino';
import type { RuntimeAnswer, RuntimeRequest, RuntimeSource } from '../runtime-source.js';
import { type DockerAddress, formatDockerAddress } from './address.js';
import { explainDockerError } from './answer-error.js';
import type { Attempt } from './ask/attempt.js';
import { beginAttempt, type Engine, explainAttempt, runtimeName } from './ask/attempt.js';
import { createEventLog } from './ask/event-log.js';
import { createInspectMemory } from './ask/inspect-memory.js';
import { shareAsks } from './ask/share-asks.js';
import type { Daemon } from './daemon.js';

interface DockerSourceOptions {
  readonly address: DockerAddress;
  /** The time limit of one call. */
  readonly timeoutSeconds: number;
  readonly log: Logger;
}

/** Where a daemon answers, and the prefix of its paths. */
export interface DockerContact {
  readonly address: DockerAddress;
  readonly daemon: Daemon;
  readonly isPodman: boolean;
}

export interface DockerSource extends RuntimeSource {
  readonly name: 'docker' | 'podman';
  /** Whether it has ever answered. */
  readonly hasAnswered: boolean;
  /** Never undefined: no answer is a failure. */
  ask(request: RuntimeRequest): Promise<RuntimeAnswer>;
  /** The daemon that the last call reached; undefined if it did not answer. */
  contact(): DockerContact | undefined;
}

/**
 * Docker's API, or Podman's compatible one. Each call is one `GET /containers/json?all=1` and the inspects that are
 * needed; calls that arrive meanwhile share its answer, so that only one request can hang in a daemon.
 */
export function createDockerSource(options: DockerSourceOptions): DockerSource {
  const { address, timeoutSeconds, log } = options;
  const memory = createInspectMemory();
  const warnings = createContainerWarnings(log);
  let hasAnswered = false;
  const engine: Engine = {
    daemon: undefined,
    description: undefined,
    events: createEventLog(),
    listing: undefined,
    // Before the first contact, guessed from the socket's path.
    isPodman: address.kind === 'unix' && address.path.includes('podman'),
  };

  const asks = shareAsks({
    begin: (at: DockerAddress, inodes, signal) => beginAttempt({ address: at, engine, memory, inodes, log, signal }),
    timeoutSeconds,
  });

  async function ask({ inodes, signal }: RuntimeRequest): Promise<RuntimeAnswer> {
    const at = formatDockerAddress(address);
    const remembered = () => memory.remembered(inodes, runtimeName(engine));
    if (signal.aborted) return answer(remembered(), `${at}: the scrape had no time left`);
    const { attempt, left } = await asks.ask(address, inodes, signal);
    const error = explainAttempt(attempt, left);
    warnings.tell(attempt);
    hasAnswered ||= attempt.listing !== undefined;
    const containers = attempt.listing ? memory.containers(runtimeName(engine)) : remembered();
    return answer(containers, error && `${at}: ${error}`);
  }

  function answer(containers: RuntimeAnswer['containers'], error: string | undefined): RuntimeAnswer {
    const oldest = memory.oldest();
    return {
      success: error === undefined,
      ...(error !== undefined && { error }),
      containers,
      cgroupDriver: engine.description?.cgroupDriver,
      daemon: engine.description,
      // If the clock was set back, an age must not become negative.
      oldestInspectAge: oldest === undefined ? undefined : Math.max(0, Date.now() / 1000 - oldest),
    };
  }

  return {
    get name() {
      return runtimeName(engine);
    },
    get hasAnswered() {
      return hasAnswered;
    },
    contact() {
      const { daemon, isPodman } = engine;
      return daemon && !asks.isHung ? { address, daemon, isPodman } : undefined;
    },
    ask,
  };
}

/** Warnings about single containers. Anything that affects all of them is the answer's error. */
interface ContainerWarnings {
  /** Warns about what is wrong with an attempt, once per problem until it is solved. */
  tell(attempt: Attempt): void;
}

function createContainerWarnings(log: Logger): ContainerWarnings {
  let known: ReadonlySet<string> = new Set();
  return {
    tell({ listing, inspections: { planned, failures } }) {
      if (!listing) return;
      const wrong = new Map<string, string>();
      const { illFormed, shortened } = listing;
      if (illFormed > 0) wrong.set('ids', `${illFormed} listed containers have no usable id`);
      if (shortened > 0)
        wrong.set('texts', `labels of ${shortened} containers are too long, and some of them left out`);
      const isGeneral = failures.size === planned.length && planned.length > 1;
      for (const [id, error] of isGeneral ? [] : failures) {
        wrong.set(id, `container ${id} can't be inspected: ${explainDockerError(error)}`);
      }
      for (const [what, text] of wrong) if (!known.has(what)) log.warn(text);
      known = new Set(wrong.keys());
    },
  };
}
