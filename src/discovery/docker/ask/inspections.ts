import { DockerAnswerError } from '../answer-error.js';
import { readInspectedContainer } from '../inspect.js';
import { readFields } from '../json/json.js';
import { concurrency, type DockerSession } from '../session.js';
import type { InspectMemory } from './inspect-memory.js';

/** The progress of a round of inspects. */
export interface Inspections {
  readonly planned: readonly PlannedInspect[];
  /** How many were answered. */
  done: number;
  /** Failures other than lack of time, by container id. A container that is gone by now is not a failure. */
  readonly failures: Map<string, unknown>;
}

/** The fields that readInspectedContainer uses. */
const readInspect = readFields([
  ...['Status', 'Pid', 'ExitCode', 'OOMKilled', 'StartedAt', 'FinishedAt'].map((field) => `State.${field}`),
  ...['State.Health.Status', 'State.Health.FailingStreak', 'Config.Image', 'RestartCount', 'LogPath'],
  ...['NetworkMode', 'Runtime', 'CpuShares', 'CgroupParent'].map((field) => `HostConfig.${field}`),
  ...['HostConfig.RestartPolicy.Name', 'GraphDriver.Data.UpperDir', 'HostConfig.LogConfig.Type'],
  ...['max-size', 'max-file'].map((option) => `HostConfig.LogConfig.Config.${option}`),
]);

/** Inspects what is planned, a few at a time, until the signal is aborted. Never throws. */
export async function inspectContainers(
  session: DockerSession,
  prefix: string,
  memory: InspectMemory,
  inspections: Inspections,
  signal: AbortSignal,
): Promise<void> {
  const { planned, failures } = inspections;
  const waiting = planned.values();

  async function inspect(id: string): Promise<void> {
    try {
      const inspected = readInspectedContainer(await session.get(`${prefix}/containers/${id}/json`, readInspect));
      if (!inspected) throw new DockerAnswerError(`GET /containers/${id}/json: the answer is not a container`);
      memory.answered(id, inspected, Date.now() / 1000);
    } catch (error) {
      const gone = error instanceof DockerAnswerError && error.status === 404;
      memory.failed(id, gone, Date.now() / 1000);
      if (signal.aborted) return;
      if (!gone) failures.set(id, error);
    }
    inspections.done += 1;
  }

  async function work(): Promise<void> {
    // All workers take from one iterator.
    for (const { id } of waiting) {
      if (signal.aborted) return;
      await inspect(id);
    }
  }

  await Promise.all(Array.from({ length: Math.min(concurrency, planned.length) }, work));
}

/** Why a container is inspected: it is unknown, it changed, or something in it changes without the list showing it. */
type InspectReason = 'new' | 'changed' | 'unsettled' | 'refresh';

export interface PlannedInspect {
  readonly id: string;
  readonly reason: InspectReason;
}

/** What the plan knows about a container's inspect. */
export interface KnownInspect {
  readonly id: string;
  /** Undefined if the last inspect is still valid, as far as the list shows. */
  readonly reason: Exclude<InspectReason, 'refresh'> | undefined;
  /** Whether the container has a cgroup. */
  readonly runs: boolean;
  /** When it was last requested. */
  readonly triedAt: number;
}

/**
 * Inspects repeated in each round, of containers with a cgroup: a tenth of them, so that an OOM kill that left the
 * first process alive, a failing streak or `docker update` is seen within ten rounds; with a minimum and a maximum.
 */
const fewestRefreshes = 20;
const mostRefreshes = 100;

/** Of containers that are not running, where only `docker update` changes something that no list shows. */
const fewestStopped = 5;

/** Containers that must be inspected come first, running ones before others; within a group, by waiting time. */
export function planInspects(known: readonly KnownInspect[]): PlannedInspect[] {
  const waited = [...known].sort((a, b) => a.triedAt - b.triedAt);
  const must = waited.flatMap(({ id, reason, runs }) => (reason ? [{ id, reason, runs }] : []));
  const settled = waited.filter(({ reason }) => reason === undefined);
  const running = settled.filter(({ runs }) => runs);
  const share = Math.min(Math.max(fewestRefreshes, Math.ceil(running.length / 10)), mostRefreshes);
  const refreshed = running.slice(0, share);
  const stopped = settled
    .filter(({ runs }) => !runs)
    .slice(0, Math.max(fewestStopped, fewestRefreshes - refreshed.length));
  return [
    ...[...must.filter(({ runs }) => runs), ...must.filter(({ runs }) => !runs)].map(({ id, reason }) => ({
      id,
      reason,
    })),
    ...[...refreshed, ...stopped].map(({ id }) => ({ id, reason: 'refresh' as const })),
  ];
}

/** How many ids of each kind are logged. */
const mostNamed = 3;

/** For the log: `2 new (0123456789ab, ba9876543210), 20 refresh`. */
export function explainPlan(planned: readonly PlannedInspect[]): string {
  const reasons = [...new Set(planned.map(({ reason }) => reason))];
  const kinds = reasons.map((reason) => {
    const ids = planned.filter((one) => one.reason === reason).map(({ id }) => id.slice(0, 12));
    const named = ids.length > mostNamed ? [...ids.slice(0, mostNamed), '...'] : ids;
    return `${ids.length} ${reason}${reason === 'refresh' ? '' : ` (${named.join(', ')})`}`;
  });
  return kinds.join(', ') || 'none';
}
