import { walkCgroups } from '../discovery/cgroup/cgroup-walk.js';
import { createUnitsWithin } from '../discovery/cgroup/units-within.js';
import type { Cgroup, FoundName } from '../discovery/container.js';
import { tellPods } from '../discovery/kubelet/pod-cgroup.js';
import { mergeNames, type NameSource, type NamesAnswer, type NamesRequest } from '../discovery/names.js';
import { createShimContainers } from '../discovery/procfs/shim-containers.js';
import type { RuntimeAnswer, RuntimeRequest, RuntimeSource, SourceAnswer } from '../discovery/runtime-source.js';
import { type CgroupLayout, detectCgroupLayout } from '../kernel/cgroup/cgroup-layout.js';
import type { ProcReader } from '../kernel/proc/procfs.js';
import type { Deadline } from './deadline.js';

/** The outcome of one source of containers. */
export interface SourceRun {
  readonly source: string;
  readonly error: unknown;
  readonly seconds: number;
  /** How many containers it knows; undefined if it failed. */
  readonly containers: number | undefined;
  readonly oldestInspectAge?: number | undefined;
}

export interface CgroupDiscovery {
  readonly run: SourceRun;
  readonly cgroups: readonly Cgroup[];
  /** Undefined if there is no cgroupfs to read. */
  readonly layout: CgroupLayout | undefined;
}

export interface CgroupDiscoveryRequest {
  readonly proc: ProcReader;
  readonly breathe: () => Promise<void> | undefined;
}

/**
 * Walks cgroupfs, and remembers between walks what saves reads. Throws only what `breathe` throws: without cgroupfs
 * there are no running containers, and the run says why.
 */
export function createCgroupDiscovery(
  root: string,
  include: RegExp | undefined,
): (request: CgroupDiscoveryRequest) => Promise<CgroupDiscovery> {
  const unitsWithin = createUnitsWithin();
  const shimContainers = createShimContainers();
  return async ({ proc, breathe }) => {
    const began = performance.now();
    const seconds = () => (performance.now() - began) / 1000;
    try {
      const layout = detectCgroupLayout(root);
      const { cgroups, errors } = await walkCgroups(layout.walked, {
        ...{ include, breathe },
        recognise: shimContainers.forWalk(layout.walked, proc),
        units: layout.version === 2 ? unitsWithin(layout.walked) : undefined,
      });
      const containers = cgroups.filter(({ kind }) => kind === 'container').length;
      return { run: { source: 'cgroup', error: errors[0], seconds: seconds(), containers }, cgroups, layout };
    } catch (error) {
      return {
        run: { source: 'cgroup', error, seconds: seconds(), containers: undefined },
        cgroups: [],
        layout: undefined,
      };
    }
  };
}

/** The answer of a source that is present. */
export interface RuntimeDiscovery {
  readonly run: SourceRun;
  readonly answer: RuntimeAnswer;
}

/** Inodes of containers' cgroups, by the containers' ids. */
export function containerInodes(cgroups: readonly Cgroup[]): ReadonlyMap<string, number> {
  return new Map(cgroups.flatMap(({ runtime: of, inode }) => (of ? [[of.id, inode]] : [])));
}

/** Asks a runtime about those containers and stopped ones; undefined if the runtime is absent. */
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

export interface NamesDiscovery {
  readonly runs: readonly SourceRun[];
  readonly found: ReadonlyMap<Cgroup, FoundName>;
}

/** Names running containers that no API names. Sources are in order of trust. */
export async function discoverNames(
  sources: readonly NameSource[] | undefined,
  cgroups: readonly Cgroup[],
  named: readonly SourceAnswer[],
  request: NamesRequest & Pick<Deadline, 'race'>,
): Promise<NamesDiscovery> {
  const isNamed = (id: string) => named.some(({ answer }) => answer.containers.has(id));
  const unnamed = cgroups.filter(({ runtime }) => runtime && !isNamed(runtime.id));
  const ofPods = tellPods(cgroups, named);
  const pods = cgroups.filter((cgroup) => cgroup.kind === 'ancestor' && ofPods.some(({ told }) => told.has(cgroup)));
  const runs: SourceRun[] = [];
  const answers = [...ofPods];
  for (const source of sources ?? []) {
    const began = performance.now();
    const told = await request
      .race(source.ask(unnamed, request))
      .catch((error: unknown): NamesAnswer => ({ told: new Map(), error }));
    if (!told) continue;
    const seconds = (performance.now() - began) / 1000;
    runs.push({ source: source.name, error: told.error, seconds, containers: told.told.size });
    answers.push({ by: source.name, ...told });
  }
  return { runs, found: mergeNames([...unnamed, ...pods], answers) };
}
