import type { ContainerMetadata } from '../../container.js';
import type { ListedContainer } from '../container-list.js';
import { agreesWithAge } from '../container-list.js';
import { type InspectedContainer, lastingInspect, shareTexts } from '../inspect.js';
import { type KnownInspect, type PlannedInspect, planInspects } from './inspections.js';
import { createTextPool } from './text-pool.js';

/**
 * The inspects of an earlier ask, so that a scrape need not ask the daemon for each container again. One is used as long
 * as it can't be of another life of the container: the same state, health and exit code are listed, the cgroup is the same
 * directory, and what has exited did so at the time that the inspect tells.
 *
 * Forgets containers that are no longer listed.
 */
export interface InspectMemory {
  /** Begins an ask with what was just listed. Times are Unix seconds. */
  begin(listed: readonly ListedContainer[], inodes: ReadonlyMap<string, number>, now: number): void;
  /** What was last listed of a container. */
  listed(id: string): ListedContainer | undefined;
  /** What to inspect in this ask; with `refresh` also some of which nothing says that they have changed. */
  plan(options: { readonly refresh: boolean }): readonly PlannedInspect[];
  /** Those have changed in a way that no list need tell. */
  touch(ids: Iterable<string>): void;
  /** Whether those that had a cgroup when they were listed have the same now, and the others none. */
  isOf(inodes: ReadonlyMap<string, number>): boolean;
  /** What to inspect where nothing was listed, as nothing has changed that a list tells. */
  planUnlisted(): readonly PlannedInspect[];
  answered(id: string, inspected: InspectedContainer, now: number): void;
  /** The inspect failed; `gone` where there is no such container any more. */
  failed(id: string, gone: boolean, now: number): void;
  /** All that were listed, with the inspects that still tell the truth. */
  containers(runtime: Runtime): Map<string, ContainerMetadata>;
  /** Those last listed whose cgroup runs, without what may have changed since then. */
  remembered(inodes: ReadonlyMap<string, number>, runtime: Runtime): Map<string, ContainerMetadata>;
  /** When the oldest inspect in use was answered; undefined where there is none. */
  oldest(): number | undefined;
}

type Runtime = ContainerMetadata['runtime'];

interface Entry {
  readonly listed: ListedContainer;
  readonly inode: number | undefined;
  /** Why it is asked for in any case; undefined where the last inspect is of the life that is listed. */
  readonly reason: KnownInspect['reason'];
  /** The last inspect, if any, and whether it is of the life that is listed. */
  readonly inspected: InspectedContainer | undefined;
  readonly sameLife: boolean;
  /** When it was answered, and last asked for. */
  readonly answeredAt: number;
  readonly triedAt: number;
  /** Answered since the list. */
  readonly fresh: boolean;
  /** It changed since the inspect was answered. */
  readonly touched: boolean;
  /** What was last told of it, for as long as nothing here changes. */
  told?: ContainerMetadata;
}

export function createInspectMemory(): InspectMemory {
  const share = createTextPool();
  let current = new Map<string, Entry>();

  const change = (id: string, changes: Partial<Entry>) => {
    const entry = current.get(id);
    if (!entry) return;
    const { told: _, ...rest } = entry;
    current.set(id, { ...rest, ...changes });
  };

  return {
    begin(listed, inodes, now) {
      const last = current;
      current = new Map(listed.map((one) => [one.id, nextEntry(one, inodes.get(one.id), last.get(one.id), now)]));
    },
    listed: (id) => current.get(id)?.listed,
    plan({ refresh }) {
      const known = [...current].map(([id, { reason, inode, triedAt }]) => {
        return { id, reason, runs: inode !== undefined, triedAt };
      });
      return refresh ? planInspects(known) : planInspects(known.filter(({ reason }) => reason !== undefined));
    },
    touch(ids) {
      for (const id of ids) change(id, { touched: true });
    },
    isOf: (inodes) => [...current].every(([id, { inode }]) => inodes.get(id) === inode),
    planUnlisted() {
      const known = [...current].flatMap(([id, entry]) => {
        const reason = reasonOf(entry, false);
        return reason ? [{ id, reason, runs: entry.inode !== undefined, triedAt: entry.triedAt }] : [];
      });
      return planInspects(known);
    },
    answered(id, inspected, now) {
      const shared = shareTexts(inspected, share);
      change(id, { inspected: shared, sameLife: true, answeredAt: now, triedAt: now, fresh: true, touched: false });
    },
    failed(id, gone, now) {
      // One whose cgroup is still there keeps its name for this scrape.
      if (gone && current.get(id)?.inode === undefined) current.delete(id);
      else change(id, { triedAt: now });
    },
    containers(runtime) {
      return new Map([...current].map(([id, entry]) => [id, tell(entry, runtime)]));
    },
    remembered(inodes, runtime) {
      const running = [...current].filter(([id]) => inodes.has(id));
      return new Map(
        running.map(([id, entry]) => [id, describeUnlisted(entry, entry.inode === inodes.get(id), runtime)]),
      );
    },
    oldest() {
      const used = [...current.values()].filter(({ inspected }) => inspected !== undefined);
      return used.length === 0
        ? undefined
        : used.reduce((least, { answeredAt }) => Math.min(least, answeredAt), Infinity);
    },
  };
}

function nextEntry(listed: ListedContainer, inode: number | undefined, last: Entry | undefined, now: number): Entry {
  const inspected = last?.inspected;
  const sameLife = last !== undefined && inspected !== undefined && isSameLife(listed, inode, last, inspected, now);
  const touched = last?.touched ?? false;
  const reason = reasonOf({ listed, inspected, sameLife, touched }, true);
  const isAsBefore = last?.listed === listed && last.inode === inode && last.sameLife === sameLife;
  if (isAsBefore && last.reason === reason && !last.fresh) return last;
  const { answeredAt, triedAt } = last ?? { answeredAt: 0, triedAt: 0 };
  return { listed, inode, reason, inspected, sameLife, answeredAt, triedAt, fresh: false, touched };
}

function reasonOf(
  { listed, inspected, sameLife, touched }: Pick<Entry, 'listed' | 'inspected' | 'sameLife' | 'touched'>,
  isListed: boolean,
): KnownInspect['reason'] {
  if (!inspected) return 'new';
  if (!sameLife || touched) return 'changed';
  return changesUnlisted(listed, inspected, isListed) ? 'unsettled' : undefined;
}

function isSameLife(
  listed: ListedContainer,
  inode: number | undefined,
  last: Entry,
  inspected: InspectedContainer,
  now: number,
): boolean {
  if (!last.sameLife || listed.state === undefined || listed.state !== inspected.state) return false;
  if (listed.state === 'restarting' || inode !== last.inode) return false;
  if (listed.state === 'running' || listed.state === 'paused') {
    // Without a cgroup nothing tells a restart.
    return inode !== undefined && (listed.health === undefined || listed.health === inspected.health);
  }
  if (listed.status.lasting !== last.listed.status.lasting) return false;
  return listed.state !== 'exited' || agreesWithAge(listed.status, inspected.finishedAt, now);
}

/** What is on the move without a list telling: failing streaks, and health where the list does not have it (Podman). */
function changesUnlisted(
  listed: ListedContainer,
  inspected: InspectedContainer | undefined,
  isListed: boolean,
): boolean {
  if (listed.state !== 'running') return false;
  if (listed.health === undefined) return inspected?.health !== 'none';
  // From API 1.52 on the list has the streak.
  if (isListed && listed.failingStreak !== undefined) return false;
  return listed.health === 'starting' || listed.health === 'unhealthy';
}

function tell(entry: Entry, runtime: Runtime): ContainerMetadata {
  if (entry.told?.runtime !== runtime) entry.told = describe(entry, runtime);
  return entry.told;
}

function describe({ listed, inspected, sameLife, fresh }: Entry, runtime: Runtime): ContainerMetadata {
  return metadata(runtime, listed, inspected, (fresh ? inspected?.state : undefined) ?? listed.state, () => {
    if (!inspected) return undefined;
    const inspect = sameLife ? inspected : lastingInspect(inspected);
    const health = listed.health ?? inspect.health;
    const healthFailingStreak = listed.failingStreak ?? inspect.healthFailingStreak;
    const isAsListed = health === inspect.health && healthFailingStreak === inspect.healthFailingStreak;
    return fresh || isAsListed ? inspect : { ...inspect, health, healthFailingStreak };
  });
}

/** The daemon may hang and containers live on: in the same cgroup it is the same life, though perhaps an ill one. */
function describeUnlisted(
  { listed, inspected, sameLife }: Entry,
  sameCgroup: boolean,
  runtime: Runtime,
): ContainerMetadata {
  return metadata(runtime, listed, inspected, undefined, () => {
    if (!inspected) return undefined;
    const lasting = lastingInspect(inspected);
    if (!sameLife || !sameCgroup) return lasting;
    const { pid, startedAt, finishedAt, restartCount } = inspected;
    return { ...lasting, pid, startedAt, finishedAt, restartCount };
  });
}

function metadata(
  runtime: Runtime,
  { id, name, image: listedImage, imageId, labels, volumes, created }: ListedContainer,
  inspected: InspectedContainer | undefined,
  state: ContainerMetadata['state'],
  inspect: () => ContainerMetadata['inspect'],
): ContainerMetadata {
  const image = inspected?.image || listedImage;
  return { id, runtime, name, image, imageId, labels, volumes, created, state, inspect: inspect() };
}
