import type { Logger } from 'pino';
import type { RuntimeAnswer, RuntimeRequest, RuntimeSource } from '../runtime-source.js';
import {
  type DockerAddress,
  DockerHostError,
  findSocket,
  formatDockerAddress,
  parseDockerHost,
  searchedHost,
  usualSockets,
} from './address.js';
import { DockerAnswerError, explainDockerError } from './answer-error.js';
import { createInspectMemory, type KnownContainer } from './ask/inspect-memory.js';
import { type Inspections, inspectContainers } from './ask/inspections.js';
import { shareAsks } from './ask/share-asks.js';
import { type ListedContainer, readListedContainer } from './container-list.js';
import { type Daemon, type DaemonDescription, learnDaemon, learnDescription } from './daemon.js';
import { type DockerSession, openDockerSession } from './session.js';

export interface DockerSourceOptions {
  /** As resolveDockerHost gives it: a URL, a socket's path, or `search`. */
  readonly host: string;
  /** Folder of the certificates for TLS: DOCKER_CERT_PATH. */
  readonly certificates?: string | undefined;
  /** How long one ask may take. */
  readonly timeoutSeconds: number;
  readonly log: Logger;
  /** Sockets to look for when the host is `search`, in order. */
  readonly sockets?: readonly string[];
}

/** Where a daemon answers, and how its paths begin. */
export interface DockerContact {
  readonly address: DockerAddress;
  readonly daemon: Daemon;
  readonly isPodman: boolean;
}

export interface DockerSource extends RuntimeSource {
  /** Of the daemon that the last ask reached; undefined when it did not answer. */
  contact(): DockerContact | undefined;
}

/**
 * Docker's API, or Podman's compatible one. Each ask is one `GET /containers/json?all=1` and the inspects that are needed;
 * asks that come while one is under way share its answer, so that a daemon that hangs has one request to hang on.
 *
 * @throws DockerHostError for a host that is none.
 */
export function createDockerSource(options: DockerSourceOptions): DockerSource {
  const { host, certificates, timeoutSeconds, log, sockets } = options;
  const memory = createInspectMemory();
  const configured = host === searchedHost ? undefined : addressOrThrow(host, certificates);
  let address = configured;
  let daemon: Daemon | undefined;
  let description: DaemonDescription | undefined;
  /** As the first contact told, and before that as the socket's path looks. */
  let isPodman = configured?.kind === 'unix' && configured.path.includes('podman');
  let illContainers: ReadonlySet<string> = new Set();

  async function run(inodes: RuntimeRequest['inodes'], signal: AbortSignal): Promise<RuntimeAnswer | undefined> {
    // One that was found once is missed when it goes; another that comes may take its place.
    if (!configured && !daemon) address = findSocket(sockets ?? usualSockets(undefined)) ?? address;
    if (!address) return undefined;
    const { session, error: unopened } = open(address, signal);
    if (!session) return failure(inodes, address, unopened);
    try {
      return await askDaemon(session, address, inodes, signal);
    } catch (error) {
      daemon = undefined;
      return failure(inodes, address, error);
    } finally {
      session.close();
    }
  }

  async function askDaemon(
    session: DockerSession,
    at: DockerAddress,
    inodes: RuntimeRequest['inodes'],
    signal: AbortSignal,
  ): Promise<RuntimeAnswer> {
    if (!daemon) {
      description = undefined;
      daemon = await learnDaemon(session);
      isPodman = daemon.podman ?? isPodman;
      log.info(`${runtimeName()} ${daemon.version ?? ''} answers at ${formatDockerAddress(at)}${daemon.prefix}`);
    }
    // Beside the list, as some daemons take their time to describe themselves.
    const { prefix } = daemon;
    const described = description ? undefined : learnDescription(session, daemon).catch(() => undefined);
    const { containers, illFormed } = await list(session, prefix);
    memory.begin(containers, inodes, Date.now() / 1000);
    const inspections = await inspectContainers(session, prefix, memory, signal);
    description ??= await described;
    complain(inspections, illFormed);
    const error = whatWentWrong(inspections);
    const known = named(memory.containers());
    if (error === undefined) return { success: true, containers: known, ...status() };
    return { success: false, error: `${formatDockerAddress(at)}: ${error}`, containers: known, ...status() };
  }

  /** Why an answer with a list is not a success. A container that can't be inspected hurts itself alone. */
  function whatWentWrong({ planned, unanswered, failures }: Inspections): string | undefined {
    if (unanswered > 0) return `${unanswered} of ${planned} containers were not inspected in time`;
    const [first] = failures.values();
    if (planned === 0 || failures.size < planned) return undefined;
    return `no container could be inspected: ${explainDockerError(first)}`;
  }

  function failure(inodes: RuntimeRequest['inodes'], at: DockerAddress, error: unknown): RuntimeAnswer {
    const text = `${formatDockerAddress(at)}: ${explainDockerError(error)}`;
    return { success: false, error: text, containers: named(memory.remembered(inodes)), ...status() };
  }

  function named(containers: ReadonlyMap<string, KnownContainer>): RuntimeAnswer['containers'] {
    const runtime = runtimeName();
    return new Map([...containers].map(([id, container]) => [id, { ...container, runtime }]));
  }

  function runtimeName(): 'docker' | 'podman' {
    return isPodman ? 'podman' : 'docker';
  }

  function status(): Pick<RuntimeAnswer, 'cgroupDriver' | 'daemon' | 'oldestInspectAge'> {
    const oldest = memory.oldest();
    // A clock that was set back makes no answer younger than now.
    const oldestInspectAge = oldest === undefined ? undefined : Math.max(0, Date.now() / 1000 - oldest);
    return { cgroupDriver: description?.cgroupDriver, daemon: description, oldestInspectAge };
  }

  /** Once for each container, until it is well again; what concerns all of them is the answer's error. */
  function complain({ planned, failures }: Inspections, illFormed: number): void {
    const ill = new Set(failures.keys());
    if (illFormed > 0) ill.add('list');
    if (illFormed > 0 && !illContainers.has('list')) log.warn(`${illFormed} listed containers have no usable id`);
    for (const [id, error] of failures) {
      if (failures.size === planned && planned > 1) break;
      if (!illContainers.has(id)) log.warn(`container ${id} can't be inspected: ${explainDockerError(error)}`);
    }
    illContainers = ill;
  }

  const shared = shareAsks({
    run,
    giveUp: (time) => new DockerAnswerError(`no answer ${time}`),
    timeoutSeconds,
  });
  return {
    get name() {
      return runtimeName();
    },
    contact: () => (address && daemon ? { address, daemon, isPodman } : undefined),
    ask: async ({ inodes, signal }) =>
      (await shared(inodes, signal)) ??
      (address && signal.aborted
        ? failure(inodes, address, new DockerAnswerError('the scrape had no time left'))
        : undefined),
  };
}

function addressOrThrow(host: string, certificates: string | undefined): DockerAddress {
  const address = parseDockerHost(host);
  if (!address) throw new DockerHostError(`${JSON.stringify(host)} is not a Docker host`);
  return address.kind === 'tcp' ? { ...address, certificates } : address;
}

/** Certificates are read anew for each ask, as they are renewed under a running exporter. */
function open(
  address: DockerAddress,
  signal: AbortSignal,
): { readonly session?: DockerSession; readonly error?: unknown } {
  try {
    return { session: openDockerSession(address, signal) };
  } catch (error) {
    return { error };
  }
}

async function list(
  session: DockerSession,
  prefix: string,
): Promise<{ containers: ListedContainer[]; illFormed: number }> {
  const { body } = await session.get(`${prefix}/containers/json`, { all: '1' });
  if (!Array.isArray(body)) throw new DockerAnswerError('GET /containers/json: the answer is not a JSON list');
  const containers = body.map(readListedContainer).filter((container) => container !== undefined);
  return { containers, illFormed: body.length - containers.length };
}
