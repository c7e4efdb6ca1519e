import { expect, test } from 'vitest';
import { readSandboxMounts } from '../../../src/discovery/procfs/sandbox-mounts.js';
import { createProcReader } from '../../../src/kernel/proc/procfs.js';
import { folderOf } from '../../support/folder.js';

const sandbox = 'e'.repeat(64);
const uid = '1f2e3d4c-5b6a-4789-90ab-cdef01234567';
const mountsOf = (...mounts: (readonly [root: string, point: string])[]) => {
  const lines = mounts.map(([root, point], i) => `${i} 1 254:0 ${root} ${point} rw,relatime - ext4 /dev/vda rw\n`);
  return readSandboxMounts(createProcReader(folderOf({ '7/mountinfo': lines.join('') })), 7);
};

test.each([
  ['containerd', `/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/${sandbox}/hostname`],
  ['containerd 2', `/io.containerd.grpc.v1.cri/sandboxes/${sandbox}/resolv.conf`],
  ['CRI-O', `/run/containers/storage/overlay-containers/${sandbox}/userdata/hostname`],
])('the sandbox, as %s mounts its files', (_, root) => {
  expect(mountsOf(['/', '/'], [root, '/etc/hostname'])).toEqual({ sandbox, podUid: undefined, container: undefined });
});

test('the pod and the container, as the kubelet mounts files', () => {
  const pod = `/var/lib/kubelet/pods/${uid}`;
  expect(mountsOf([`${pod}/etc-hosts`, '/etc/hosts'])).toMatchObject({ podUid: uid, container: undefined });
  expect(mountsOf([`${pod}/containers/app/0123abcd`, '/dev/termination-log'])).toMatchObject({
    podUid: uid,
    container: 'app',
  });
});

test('what a container mounts of other pods comes later and does not count', () => {
  const own = `/pods/${uid}/containers/app/0123abcd`;
  const other = '/var/lib/kubelet/pods/00000000-0000-0000-0000-000000000000/containers/forged/0123abcd';
  expect(mountsOf([own, '/dev/termination-log'], [other, '/x'])).toMatchObject({ podUid: uid, container: 'app' });
});

test('a volume is no sandbox, and a process that is gone has none', () => {
  expect(mountsOf([`/var/lib/kubelet/pods/${uid}/volumes/x`, '/data'])).toMatchObject({ podUid: undefined });
  expect(readSandboxMounts(createProcReader(folderOf({ '7/mountinfo': '' })), 8)).toEqual({});
});
