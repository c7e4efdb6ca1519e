import type { ContainerMetadata } from './container.js';
import type { RuntimeAnswer, SourceAnswer } from './runtime-source.js';

/** What is known about a container, and from which source. */
export interface Claim {
  readonly source: string;
  readonly metadata: ContainerMetadata;
  /** The cgroup driver of its engine. */
  readonly cgroupDriver: RuntimeAnswer['cgroupDriver'];
}

/**
 * What all sources report, by container id. An id that several sources claim belongs to the one that runs it, else to
 * the first: two sockets of one engine report the same, and a host image may have been cloned with its engine's data.
 */
export function mergeAnswers(answers: readonly SourceAnswer[]): ReadonlyMap<string, Claim> {
  const claims = new Map<string, Claim>();
  for (const { source, answer } of answers) {
    const { containers, cgroupDriver } = answer;
    for (const [id, metadata] of containers) {
      const other = claims.get(id);
      if (!other || (runs(metadata) && !runs(other.metadata))) claims.set(id, { source, metadata, cgroupDriver });
    }
  }
  return claims;
}

function runs({ state }: ContainerMetadata): boolean {
  return state === 'running' || state === 'paused';
}
