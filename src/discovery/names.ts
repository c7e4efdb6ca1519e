import type { ProcReader } from '../kernel/proc/procfs.js';
import type { Processes } from './cgroup/processes.js';
import type { Cgroup, FoundName, RuntimeName } from './container.js';

/** What one source reports about a container. Any of it may be unknown. */
export interface Told {
  /** What the runtime calls it. */
  readonly name?: string | undefined;
  readonly image?: string | undefined;
  readonly pod?: string | undefined;
  readonly namespace?: string | undefined;
  /** Its name in the pod; a sandbox has none. */
  readonly container?: string | undefined;
  /** Id of its pod's sandbox; its own id for the sandbox. */
  readonly sandbox?: string | undefined;
  readonly podUid?: string | undefined;
  readonly runtime?: RuntimeName | undefined;
}

/** Names running containers without an API. */
export interface NameSource {
  /** The `source` label, also reported as the source of a container's name. */
  readonly name: string;
  /**
   * What it reports about those containers; undefined if this host has no such source.
   *
   * Never rejects: an error concerns one container or all, and everything else is reported. May never resolve if a disk
   * hangs.
   */
  ask(containers: readonly Cgroup[], scrape: NamesRequest): Promise<NamesAnswer | undefined>;
}

export interface NamesRequest {
  readonly proc: ProcReader;
  readonly processes: Pick<Processes, 'all' | 'mustBeVisible'>;
  /** Called for each container. */
  readonly breathe: () => Promise<void> | undefined;
}

export interface NamesAnswer {
  readonly told: ReadonlyMap<Cgroup, Told>;
  readonly error?: unknown;
}

/** An answer and its source. */
export interface NamesTold extends NamesAnswer {
  readonly by: string;
}

interface Merged extends Told {
  readonly by: string | undefined;
}

/**
 * Merges what sources report about each container, most trusted first. If two report the same thing, the first one
 * counts.
 *
 * What is known about one container of a pod applies to all: the kubelet's logs do not name the sandbox.
 */
export function mergeNames(
  containers: readonly Cgroup[],
  answers: readonly NamesTold[],
): ReadonlyMap<Cgroup, FoundName> {
  const merged = new Map<Cgroup, Merged>();
  const pods = new Map<string, Merged>();
  for (const cgroup of containers) {
    const all = answers.flatMap(({ by, told }) => {
      const one = told.get(cgroup);
      return one ? [{ by, one }] : [];
    });
    const first = <K extends keyof Told>(key: K): Told[K] => all.find(({ one }) => one[key])?.one[key];
    const told = {
      by: all.find(({ one }) => one.name || one.pod || one.container)?.by,
      ...{ name: first('name'), image: first('image'), runtime: first('runtime') },
      ...{ pod: first('pod'), namespace: first('namespace'), container: first('container') },
      ...{ sandbox: first('sandbox'), podUid: cgroup.runtime?.podUid ?? first('podUid') },
    };
    merged.set(cgroup, told);
    if (told.pod === undefined) continue;
    for (const key of podKeys(told)) pods.set(key, told);
  }

  const found = new Map<Cgroup, FoundName>();
  for (const [cgroup, told] of merged) {
    const known = told.pod === undefined ? podKeys(told).map((key) => pods.get(key)) : [told];
    const pod = known.find((one) => one !== undefined);
    const isSandbox = told.sandbox !== undefined && told.sandbox === cgroup.runtime?.id;
    const { container = isSandbox ? sandboxContainer : undefined } = told;
    found.set(cgroup, {
      ...{ by: told.by ?? pod?.by, image: told.image, runtime: told.runtime },
      name: (container && kubernetesName({ ...told, ...pod, container })) || told.name,
      ...{ pod: pod?.pod, namespace: pod?.namespace, container: told.container },
    });
  }
  return found;
}

const podKeys = ({ sandbox, podUid }: Told): string[] => [sandbox, podUid].filter((key) => key !== undefined);

/** What dockershim and CRI-O put in place of a container's name for a sandbox. */
const sandboxContainer = 'POD';

/**
 * A readable name for a container that only has one in its pod, as in dockershim and CRI-O, but without the pod's uid
 * and the restart count if the pod's name is known: `k8s_<container>_<pod>_<namespace>`.
 */
function kubernetesName({ container, pod, namespace, podUid }: Told): string | undefined {
  const place = pod === undefined ? [podUid] : [pod, namespace];
  const parts = place.filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : ['k8s', container, ...parts].join('_');
}

const fullKubernetesName = /^k8s_([^_]+)_([^_]+)_([^_]+)_([^_]+)_\d+$/;

/** Parses the names that CRI-O and dockershim build for Kubernetes containers; undefined for any other name. */
export function parseKubernetesName(name: string, id: string): Told | undefined {
  const match = fullKubernetesName.exec(name);
  if (!match) return undefined;
  const [, container, pod, namespace, podUid] = match;
  const inPod = { pod, namespace, podUid };
  return container === sandboxContainer ? { ...inPod, sandbox: id } : { ...inPod, container };
}
