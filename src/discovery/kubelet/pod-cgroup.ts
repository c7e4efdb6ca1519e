import { podUidOf } from '../cgroup/cgroup-name.js';
import type { Cgroup, CgroupRuntime, Pod } from '../container.js';
import type { NamesTold, Told } from '../names.js';
import type { SourceAnswer } from '../runtime-source.js';

/** A container in a pod. */
interface PodContainer {
  readonly id: string;
  readonly runtime: CgroupRuntime['name'];
  readonly pod: Pod;
}

/** The prefix before the id, with the systemd driver. */
const prefixes: ReadonlyMap<CgroupRuntime['name'], string> = new Map([
  ['containerd', 'cri-containerd-'],
  ['cri-o', 'crio-'],
  ['docker', 'docker-'],
]);

/**
 * The path that a stopped container's cgroup would have: next to existing ones of its pod, else where the kubelet puts
 * pods of that class, in the layout of the others.
 *
 *     /kubepods/burstable/pod<uid>/<id>                          Guaranteed pods are in /kubepods itself
 *     /kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod<uid_>.slice/cri-containerd-<id>.scope
 */
export function createPodPaths(cgroups: readonly Cgroup[]): (container: PodContainer) => string {
  const beside = new Map<string, (id: string) => string>();
  let root = '/kubepods';
  for (const { path, runtime } of cgroups) {
    if (runtime?.podUid === undefined) continue;
    beside.set(runtime.podUid, (id) => path.replace(runtime.id, () => id));
    root = /^.*?\/kubepods(?:\.slice)?(?=\/)/.exec(path)?.[0] ?? root;
  }
  return ({ id, runtime, pod: { uid, qosClass } }) => {
    const known = beside.get(uid);
    if (known) return known(id);
    const level = qosClass === 'Burstable' || qosClass === 'BestEffort' ? qosClass.toLowerCase() : '';
    if (!root.endsWith('.slice')) return `${root}${level && `/${level}`}/pod${uid}/${id}`;
    const slice = level ? `kubepods-${level}` : 'kubepods';
    const parent = level ? `${root}/${slice}.slice` : root;
    return `${parent}/${slice}-pod${uid.replaceAll('-', '_')}.slice/${prefixes.get(runtime) ?? ''}${id}.scope`;
  };
}

/** What sources that know pods report about cgroups that no API names: the pods' own, sandboxes, and new containers. */
export function tellPods(cgroups: readonly Cgroup[], answers: readonly SourceAnswer[]): NamesTold[] {
  return answers.flatMap(({ source, answer: { pods } }) => {
    if (!pods) return [];
    const told = new Map<Cgroup, Told>();
    for (const cgroup of cgroups) {
      const { kind, path, runtime } = cgroup;
      const uid = kind === 'container' ? runtime?.podUid : podUidOf(path);
      const pod = uid === undefined ? undefined : pods.get(uid);
      if (pod) told.set(cgroup, { pod: pod.name, namespace: pod.namespace });
    }
    return [{ by: source, told }];
  });
}
