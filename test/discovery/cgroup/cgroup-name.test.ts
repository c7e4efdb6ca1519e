import { expect, test } from 'vitest';
import { recogniseContainer } from '../../../src/discovery/cgroup/cgroup-name.js';

const id = '2605c3ad331a171ca4d9f7fc0282730a5d9a031eb10f52670c86444df3acdc10';
const uid = '1f2e3d4c-5b6a-4789-90ab-cdef01234567';
const sliceUid = uid.replaceAll('-', '_');

test.each([
  [`/docker/${id}`, { id, name: 'docker' }],
  [`/system.slice/docker-${id}.scope`, { id, name: 'docker' }],
  [`/batch/jobs/${id}`, { id, name: 'unknown' }],
  [`/machine.slice/libpod-${id}.scope`, { id, name: 'podman' }],
  [`/libpod_parent/libpod-${id}`, { id, name: 'podman' }],
  [`/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${id}.scope`, { id, name: 'podman' }],
  [`/kubepods/burstable/pod${uid}/${id}`, { id, name: 'unknown', podUid: uid }],
  [`/kubepods/pod${uid}/crio-${id}`, { id, name: 'cri-o', podUid: uid }],
  [
    `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${sliceUid}.slice/cri-containerd-${id}.scope`,
    { id, name: 'containerd', podUid: uid },
  ],
  [`/kubepods.slice/kubepods-pod${sliceUid}.slice/docker-${id}.scope`, { id, name: 'docker', podUid: uid }],
  [
    `/system.slice/containerd.service/kubepods-besteffort-pod${sliceUid}.slice:cri-containerd:${id}`,
    { id, name: 'containerd', podUid: uid },
  ],
])('%s is a container', (path, runtime) => expect(recogniseContainer(path)).toEqual(runtime));

test.each([
  '/',
  '/docker',
  '/system.slice/docker.service',
  `/system.slice/constructor-${id}.scope`,
  `/system.slice/__proto__-${id}.scope`,
  `/machine.slice/libpod-conmon-${id}.scope`,
  `/kubepods/pod${uid}/crio-conmon-${id}`,
  `/kubepods/burstable/pod${uid}`,
  `/docker/${id.slice(1)}`,
  `/docker/buildkit/${id.slice(0, 25)}`,
])('%s is none', (path) => expect(recogniseContainer(path)).toBeUndefined());
