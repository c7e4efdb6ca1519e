import { walkCgroups } from '../discovery/cgroup/cgroup-walk.js';
import type { Cgroup } from '../discovery/container.js';
import type { RuntimeAnswer, RuntimeRequest, RuntimeSource } from '../discovery/runtime-source.js';
import { type CgroupLayout, detectCgroupLayout } from '../kernel/cgroup/cgroup-layout.js';

/** How one source of containers did. */
export interface SourceRun {
  readonly source: string;
  readonly error: unknown;
  readonly seconds: number;
  /** How many containers it knows; undefined where it knows none for having failed. */
  readonly containers: number | undefined;
  readonly oldestInspectAge?: number | undefined;
}

export interface CgroupDiscovery {
  readonly run: SourceRun;
  readonly cgroups: readonly Cgroup[];
  /** Undefined where there is no cgroupfs to read. */
  readonly layout: CgroupLayout | undefined;
}

/** Walks cgroupfs. Never throws but for `breathe`: without it there are no running containers, and the run says why. */
export async function discoverCgroups(
  root: string,
  include: RegExp | undefined,
  breathe: () => Promise<void> | undefined,
): Promise<CgroupDiscovery> {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  try {
    const layout = detectCgroupLayout(root);
    const { cgroups, errors } = await walkCgroups(layout.walked, include, breathe);
    const containers = cgroups.filter(({ kind }) => kind === 'container').length;
    return { run: { source: 'cgroup', error: errors[0], seconds: seconds(), containers }, cgroups, layout };
  } catch (error) {
    return {
      run: { source: 'cgroup', error, seconds: seconds(), containers: undefined },
      cgroups: [],
      layout: undefined,
    };
  }
}

/** What a source that is there answered. */
export interface RuntimeDiscovery {
  readonly run: SourceRun;
  readonly answer: RuntimeAnswer;
}

/** Inodes of containers' cgroups, by the containers' ids. */
export function containerInodes(cgroups: readonly Cgroup[]): ReadonlyMap<string, number> {
  return new Map(cgroups.flatMap(({ runtime: of, inode }) => (of ? [[of.id, inode]] : [])));
}

/** Asks a runtime what it says of those containers and of stopped ones; undefined where it is not there. */
export async function discoverRuntime(
  runtime: RuntimeSource,
  request: RuntimeRequest,
): Promise<RuntimeDiscovery | undefined> {
  const began = performance.now();
  const answer = await runtime.ask(request);
  if (!answer) return undefined;
  const run: SourceRun = {
    source: runtime.name,
    error: answer.success ? undefined : (answer.error ?? 'failed'),
    seconds: (performance.now() - began) / 1000,
    containers: answer.success ? answer.containers.size : undefined,
    oldestInspectAge: answer.oldestInspectAge,
  };
  return { run, answer };
}
