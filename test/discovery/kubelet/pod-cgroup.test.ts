import { expect, test } from 'vitest';
import { recogniseContainer } from '../../../src/discovery/cgroup/cgroup-name.js';
import type { Cgroup, Pod } from '../../../src/discovery/container.js';
import { createPodPaths, tellPods } from '../../../src/discovery/kubelet/pod-cgroup.js';

const uid = '5d4c3b2a-0918-4765-8432-10fedcba9876';
const other = '1f2e3d4c-5b6a-4789-90ab-cdef01234567';
const id = 'a'.repeat(64);
const otherId = 'b'.repeat(64);
const pod = (qosClass: string): Pod => ({ uid, name: 'p', namespace: 'n', qosClass });

function cgroup(path: string, kind: Cgroup['kind'] = 'container'): Cgroup {
  const runtime = recogniseContainer(path);
  return { path, inode: 1, leaf: true, kind, ...(runtime && { runtime }) };
}

const paths = [
  `/kubepods/burstable/pod${uid}/${id}`,
  `/kubepods/besteffort/pod${uid}/${id}`,
  `/kubepods/pod${uid}/${id}`,
  `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${uid.replaceAll('-', '_')}.slice/cri-containerd-${id}.scope`,
  `/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod${uid.replaceAll('-', '_')}.slice/cri-containerd-${id}.scope`,
  `/kubepods.slice/kubepods-pod${uid.replaceAll('-', '_')}.slice/cri-containerd-${id}.scope`,
];
const classOf = (path: string) =>
  path.includes('burstable') ? 'Burstable' : path.includes('besteffort') ? 'BestEffort' : 'Guaranteed';

test.each(paths)('a stopped container has the id that it had: %s', (path) => {
  const stopped = { id, runtime: 'containerd', pod: pod(classOf(path)) } as const;
  // Its pod's sandbox still runs.
  expect(createPodPaths([cgroup(path.replace(id, otherId))])(stopped)).toBe(path);
  // Nothing of its pod does.
  const stranger = path
    .replace(id, otherId)
    .replace(uid, other)
    .replace(uid.replaceAll('-', '_'), other.replaceAll('-', '_'));
  expect(createPodPaths([cgroup('/system.slice/x.service', 'other'), cgroup(stranger)])(stopped)).toBe(path);
});

test('a stopped container is beside those of its pod, wherever their runtime put them', () => {
  const place = `/system.slice/containerd.service/kubepods-burstable-pod${uid.replaceAll('-', '_')}.slice:cri-containerd:`;
  const stopped = { id, runtime: 'containerd', pod: pod('Burstable') } as const;
  expect(createPodPaths([cgroup(`${place}${otherId}`)])(stopped)).toBe(`${place}${id}`);
});

test('pods below a cgroup of somebody else are there again', () => {
  const running = cgroup(`/nested/kubepods/pod${other}/${otherId}`);
  const stopped = { id, runtime: 'cri-o', pod: pod('BestEffort') } as const;
  expect(createPodPaths([running])(stopped)).toBe(`/nested/kubepods/besteffort/pod${uid}/${id}`);
  expect(createPodPaths([])(stopped)).toBe(`/kubepods/besteffort/pod${uid}/${id}`);
});

test.each(paths)('a pod is known by its own cgroup and by those in it: %s', (path) => {
  const parent = path.slice(0, path.lastIndexOf('/'));
  const [own, level] = [parent, parent.slice(0, parent.lastIndexOf('/'))].map((at) => cgroup(at, 'ancestor'));
  const container = cgroup(path);
  const stranger = cgroup(path.replace(uid, other).replace(uid.replaceAll('-', '_'), other));
  const cgroups = [own, level, container, stranger].filter((one) => one !== undefined);
  const answer = { success: true, containers: new Map(), cgroupDriver: undefined, oldestInspectAge: undefined };
  const kubelet = { source: 'kubelet', answer: { ...answer, pods: new Map([[uid, pod('Guaranteed')]]) } };
  const inPod = { pod: 'p', namespace: 'n' };
  expect(tellPods(cgroups, [{ source: 'docker', answer }, kubelet])).toEqual([
    { by: 'kubelet', told: new Map([own, container].map((one) => [one, inPod])) },
  ]);
});
