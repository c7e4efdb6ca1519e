import { type Cgroup, type Container, isRunning, type RunningContainer } from '../discovery/container.js';
import type { CgroupsContext, EmitOfContainer, RuntimeContext } from './collector.js';

/** Going over containers: what fails for one of them hurts that one alone, and other requests get their turns. */

/** Whatever runs, ancestors and other cgroups too. */
export function eachCgroup(
  scrape: CgroupsContext,
  work: (cgroup: Cgroup, emit: EmitOfContainer) => void,
): Promise<void> {
  return each(scrape, scrape.found, (cgroup) => cgroup, work);
}

/** All containers, stopped ones too. What is emitted says what the runtime knows, whether they still run or not. */
export function eachContainer(
  scrape: RuntimeContext,
  work: (container: Container, emit: EmitOfContainer) => void,
): Promise<void> {
  return each(scrape, scrape.containers, (container) => container, work);
}

/** Whatever runs, by its name: what is emitted is the kernel's, and left out where the cgroup goes meanwhile. */
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
    // Awaited only where there is something to wait for: a thousand containers would each pay for a microtask.
    const turn = scrape.breathe();
    if (turn) await turn;
  }
}
