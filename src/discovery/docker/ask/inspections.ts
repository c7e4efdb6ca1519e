import { DockerAnswerError } from '../answer-error.js';
import { readInspectedContainer } from '../inspect.js';
import { readFields } from '../json-fields.js';
import { concurrency, type DockerSession } from '../session.js';
import type { InspectMemory } from './inspect-memory.js';
import type { PlannedInspect } from './inspect-plan.js';

/** How a round of inspects goes. */
export interface Inspections {
  readonly planned: readonly PlannedInspect[];
  /** How many were answered. */
  done: number;
  /** Failed other than for want of time, by container id. A container that is gone by now is no failure. */
  readonly failures: Map<string, unknown>;
}

/** What readInspectedContainer looks at. */
const readInspect = readFields([
  ...['Status', 'Pid', 'ExitCode', 'OOMKilled', 'StartedAt', 'FinishedAt'].map((field) => `State.${field}`),
  ...['State.Health.Status', 'State.Health.FailingStreak', 'Config.Image', 'RestartCount', 'LogPath'],
  ...['NetworkMode', 'Runtime', 'CpuShares', 'CgroupParent'].map((field) => `HostConfig.${field}`),
  ...['HostConfig.RestartPolicy.Name', 'HostConfig.LogConfig.Type', 'GraphDriver.Data.UpperDir'],
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
