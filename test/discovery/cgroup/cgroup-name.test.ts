import { expect, test } from 'vitest';
import { asContainerdPath, recogniseContainer, unitOf } from '../../../src/discovery/cgroup/cgroup-name.js';

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
  [`/libpod_parent/${'f'.repeat(64)}/libpod-${id}`, { id, name: 'podman' }],
  [`/system.slice/web.service/libpod-payload-${id}`, { id, name: 'podman' }],
  [`/system.slice/nerdctl-${id}.scope`, { id, name: 'containerd' }],
  ['/lxc.payload.web-1', { id: 'web-1', name: 'lxc', containerName: 'web-1' }],
  ['/lxc/101', { id: '101', name: 'lxc', containerName: '101' }],
  [
    String.raw`/machine.slice/machine-k\xc3\xbcche\x2d1.scope`,
    { id: 'küche-1', name: 'systemd-nspawn', containerName: 'küche-1' },
  ],
  ['/machine.slice/systemd-nspawn@web.service', { id: 'web', name: 'systemd-nspawn', containerName: 'web' }],
  [
    String.raw`/machine.slice/machine-qemu\x2d12\x2dmail\x2din.scope`,
    { id: 'mail-in', name: 'libvirt', containerName: 'mail-in' },
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
  // A pod of Podman's.
  `/libpod_parent/${id}`,
  '/lxc.monitor.web',
  '/lxc',
  '/lxc/101/ns',
  '/machine.slice/libvirtd.scope',
  '/system.slice/machine-web.service',
  '/somewhere/machine-web.scope',
])('%s is none', (path) => expect(recogniseContainer(path)).toBeUndefined());

test('what ctr starts has its namespace and its id in the path, and no unit of systemd has', () => {
  expect(asContainerdPath('/default/my-ctr')).toEqual({ namespace: 'default', id: 'my-ctr' });
  for (const path of ['/default', '/a/b/c', '/system.slice/ssh', '/jobs/backup.service', '/-x/y']) {
    expect(asContainerdPath(path), path).toBeUndefined();
  }
});

test('the unit of a cgroup is its last part, without what systemd puts before a name that cgroupfs uses', () => {
  expect(unitOf('/system.slice/ssh.service')).toBe('ssh.service');
  expect(unitOf('/system.slice/_cpu.service')).toBe('cpu.service');
  expect(unitOf('/system.slice/ssh.service/inner')).toBeUndefined();
});
