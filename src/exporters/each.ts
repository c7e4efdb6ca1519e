import { type Cgroup, type Container, isRunning, type RunningContainer } from '../discovery/container.js';
import type { CgroupsContext, EmitOfContainer, RuntimeContext } from './collector.js';

/** Iterating over containers: a failure for one of them affects only that one, and other requests get their turns. */

/** All that runs, including ancestors and other cgroups. */
export function eachCgroup(
  scrape: CgroupsContext,
  work: (cgroup: Cgroup, emit: EmitOfContainer) => void,
): Promise<void> {
  return each(scrape, scrape.found, (cgroup) => cgroup, work);
}

/** All containers, stopped ones too. Emitted samples are the runtime's, whether the containers still run or not. */
export function eachContainer(
  scrape: RuntimeContext,
  work: (container: Container, emit: EmitOfContainer) => void,
): Promise<void> {
  return each(scrape, scrape.containers, (container) => container, work);
}

/** All that runs, by name: emitted samples are the kernel's, and dropped if the cgroup goes away meanwhile. */
export function eachRunning(
  scrape: RuntimeContext,
  work: (container: RunningContainer, emit: EmitOfContainer) => void,
): Promise<void> {
  return each(scrape, scrape.containers.filter(isRunning), ({ cgroup }) => cgroup, work);
}

async function each<Item>(
  scrape: CgroupsContext,
  items: readonly Item[],
  ownerOf: (item: Item) => Cgroup | Container,
  work: (item: Item, emit: EmitOfContainer) => void,
): Promise<void> {
  for (const item of items) {
    try {
      work(item, scrape.emitFor(ownerOf(item)));
    } catch (error) {
      scrape.fail(error);
    }
    // Awaited only if there is something to wait for: otherwise each of a thousand containers would cost a microtask.
    const turn = scrape.breathe();
    if (turn) await turn;
  }
}
