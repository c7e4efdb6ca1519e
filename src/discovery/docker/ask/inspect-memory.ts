import type { ContainerMetadata } from '../../container.js';
import type { ListedContainer } from '../container-list.js';
import { agreesWithAge } from '../container-list.js';
import { type InspectedContainer, lastingInspect, shareTexts } from '../inspect.js';
import { type KnownInspect, type PlannedInspect, planInspects } from './inspections.js';
import { createTextPool } from './text-pool.js';

/**
 * Inspects from earlier requests, so that a scrape need not request each container again. An inspect is used as long as
 * it can't be from another life of the container: the list has the same state, health and exit code, the cgroup is the
 * same directory, and an exited container exited at the time in the inspect.
 *
 * Containers that are no longer listed are forgotten.
 */
export interface InspectMemory {
  /** Begins a round with what was just listed. Times are Unix seconds. */
  begin(listed: readonly ListedContainer[], inodes: ReadonlyMap<string, number>, now: number): void;
  /** A container's last list entry. */
  listed(id: string): ListedContainer | undefined;
  /** What to inspect in this round; with `refresh` also some that show no sign of change. */
  plan(options: { readonly refresh: boolean }): readonly PlannedInspect[];
  /** These changed in a way that a list may not show. */
  touch(ids: Iterable<string>): void;
  /** Whether containers that had a cgroup when listed still have the same one, and the others none. */
  isOf(inodes: ReadonlyMap<string, number>): boolean;
  /** What to inspect if there was no list, because nothing in it would have changed. */
  planUnlisted(): readonly PlannedInspect[];
  answered(id: string, inspected: InspectedContainer, now: number): void;
  /** The inspect failed; `gone` if the container no longer exists. */
  failed(id: string, gone: boolean, now: number): void;
  /** All listed containers, with the inspects that are still valid. */
  containers(runtime: Runtime): Map<string, ContainerMetadata>;
  /** Containers of the last list whose cgroup still runs, without what may have changed since. */
  remembered(inodes: ReadonlyMap<string, number>, runtime: Runtime): Map<string, ContainerMetadata>;
  /** When the oldest inspect in use was answered; undefined if there is none. */
  oldest(): number | undefined;
}

type Runtime = ContainerMetadata['runtime'];

interface Entry {
  readonly listed: ListedContainer;
  readonly inode: number | undefined;
  /** Why it must be inspected; undefined if the last inspect is from the listed life. */
  readonly reason: KnownInspect['reason'];
  /** The last inspect, if any, and whether it is from the listed life. */
  readonly inspected: InspectedContainer | undefined;
  readonly sameLife: boolean;
  /** When it was answered, and when last requested. */
  readonly answeredAt: number;
  readonly triedAt: number;
  /** Answered since the list. */
  readonly fresh: boolean;
  /** It changed since the inspect was answered. */
  readonly touched: boolean;
  /** The last result for it, kept while nothing here changes. */
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
      // A container whose cgroup still exists keeps its name for this scrape.
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
    // Without a cgroup nothing shows a restart.
    return inode !== undefined && (listed.health === undefined || listed.health === inspected.health);
  }
  if (listed.status.lasting !== last.listed.status.lasting) return false;
  return listed.state !== 'exited' || agreesWithAge(listed.status, inspected.finishedAt, now);
}

/** What may be changing without the list showing it: failing streaks, and health if the list lacks it (Podman). */
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

/** The daemon may hang while containers live on: the same cgroup is the same life, but its health may have changed. */
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
