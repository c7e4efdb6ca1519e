import type { ContainerMetadata } from './container.js';
import type { RuntimeAnswer, SourceAnswer } from './runtime-source.js';

/** What is known of a container, and from whom. */
export interface Claim {
  readonly source: string;
  readonly metadata: ContainerMetadata;
  /** Of the engine that has it. */
  readonly cgroupDriver: RuntimeAnswer['cgroupDriver'];
}

/**
 * What all sources say, by container id. An id that several claim belongs to the one that runs it, else to the first: two
 * sockets of one engine say the same, and an image of a host may have been copied with its engine's data.
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
