import type { ProcReader } from '../kernel/proc/procfs.js';
import type { Processes } from './cgroup/processes.js';
import type { Cgroup, FoundName, RuntimeName } from './container.js';

/** What one source tells of a container. All of it may be unknown. */
export interface Told {
  /** What the runtime calls it. */
  readonly name?: string | undefined;
  readonly image?: string | undefined;
  readonly pod?: string | undefined;
  readonly namespace?: string | undefined;
  /** Its name in the pod; a sandbox has none. */
  readonly container?: string | undefined;
  /** Id of its pod's sandbox; its own for the sandbox. */
  readonly sandbox?: string | undefined;
  readonly podUid?: string | undefined;
  readonly runtime?: RuntimeName | undefined;
}

/** Names running containers without an API. */
export interface NameSource {
  /** The `source` label, and who is said to have named a container. */
  readonly name: string;
  /**
   * What it tells of those containers; undefined where there is no such source on this host.
   *
   * Never rejects: an error is of one container or of all, and what else could be told is. May never resolve where a disk
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

/** An answer and whose it is. */
export interface NamesTold extends NamesAnswer {
  readonly by: string;
}

interface Merged extends Told {
  readonly by: string | undefined;
}

/**
 * Brings together what sources tell of each container, the more trusted first. Of what two tell, the first counts.
 *
 * What is known of one container of a pod is known of all: kubelet's logs name no sandbox.
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

/** What dockershim and CRI-O call a sandbox in the place of a container. */
const sandboxContainer = 'POD';

/**
 * A name to read for a container that has one in its pod alone, as dockershim and CRI-O make it, without the pod's uid and the
 * number of restarts where the pod's name is known: `k8s_<container>_<pod>_<namespace>`.
 */
function kubernetesName({ container, pod, namespace, podUid }: Told): string | undefined {
  const place = pod === undefined ? [podUid] : [pod, namespace];
  const parts = place.filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : ['k8s', container, ...parts].join('_');
}

const fullKubernetesName = /^k8s_([^_]+)_([^_]+)_([^_]+)_([^_]+)_\d+$/;

/** Undoes what CRI-O and dockershim make of a container's place in Kubernetes; undefined for another name. */
export function parseKubernetesName(name: string, id: string): Told | undefined {
  const match = fullKubernetesName.exec(name);
  if (!match) return undefined;
  const [, container, pod, namespace, podUid] = match;
  const inPod = { pod, namespace, podUid };
  return container === sandboxContainer ? { ...inPod, sandbox: id } : { ...inPod, container };
}
