import { DockerAnswerError } from '../answer-error.js';
import { readInspectedContainer } from '../inspect.js';
import { concurrency, type DockerSession } from '../session.js';
import type { InspectMemory } from './inspect-memory.js';

/** How a round of inspects went. */
export interface Inspections {
  readonly planned: number;
  /** Not answered as the time was up. */
  readonly unanswered: number;
  /** Failed for another reason, by container id. A container that is gone by now is no failure. */
  readonly failures: ReadonlyMap<string, unknown>;
}

/** Inspects what the memory plans, a few at a time, until the signal is aborted. Never throws. */
export async function inspectContainers(
  session: DockerSession,
  prefix: string,
  memory: InspectMemory,
  signal: AbortSignal,
): Promise<Inspections> {
  const planned = memory.plan();
  const failures = new Map<string, unknown>();
  const waiting = planned.values();
  let done = 0;

  async function inspect(id: string): Promise<void> {
    try {
      const { body } = await session.get(`${prefix}/containers/${id}/json`);
      const inspected = readInspectedContainer(body);
      if (!inspected) throw new DockerAnswerError(`GET /containers/${id}/json: the answer is not a container`);
      memory.answered(id, inspected, Date.now() / 1000);
    } catch (error) {
      const gone = error instanceof DockerAnswerError && error.status === 404;
      memory.failed(id, gone, Date.now() / 1000);
      if (signal.aborted) return;
      if (!gone) failures.set(id, error);
    }
    done += 1;
  }

  async function work(): Promise<void> {
    // All workers take from one iterator.
    for (const id of waiting) {
      if (signal.aborted) return;
      await inspect(id);
    }
  }

  await Promise.all(Array.from({ length: Math.min(concurrency, planned.length) }, work));
  return { planned: planned.length, unanswered: planned.length - done, failures };
}
