import { expect, test } from 'vitest';
import type { Cgroup } from '../../../src/discovery/container.js';
import { identityLabels } from '../../../src/discovery/identity.js';
import { containerInfo } from '../../../src/exporters/container/info.js';
import { collectFrom, containerWith } from './from-metadata.js';

test('shows what a container is', async () => {
  const labels = {
    'com.docker.compose.project': 'shop',
    'com.docker.compose.service': 'web',
    'com.docker.swarm.service.name': 'shop_web',
    'com.docker.swarm.task.name': 'shop_web.1.abc',
  };
  expect(await collectFrom(containerInfo, containerWith({ labels }))).toEqual({
    'container_info{short_id="c0ffee000000",image_id="sha256:1234",runtime="docker",oci_runtime="runc",network_mode="shop",restart_policy="always",compose_project="shop",compose_service="web",swarm_service="shop_web",swarm_task="shop_web.1.abc",named_by="docker"}': 1,
  });
});

test('shows what a cgroup alone tells of a container', async () => {
  const runtime = { id: 'abcdef'.padEnd(64, '0'), name: 'containerd', podUid: 'b7a4' } as const;
  const cgroup: Cgroup = { path: '/kubepods/podb7a4/x', inode: 1, leaf: true, kind: 'container', runtime };
  expect(await collectFrom(containerInfo, undefined, cgroup)).toEqual({
    'container_info{short_id="abcdef000000",runtime="containerd",pod_uid="b7a4",named_by="id"}': 1,
  });
});

test('has nothing to say of what is no container', async () => {
  expect(
    await collectFrom(containerInfo, undefined, { path: '/system.slice', inode: 1, leaf: false, kind: 'ancestor' }),
  ).toEqual({});
});

test('a container that was not inspected has what the list told', async () => {
  expect(await collectFrom(containerInfo, containerWith({}, 'never'))).toEqual({
    'container_info{short_id="c0ffee000000",image_id="sha256:1234",runtime="docker",named_by="docker"}': 1,
  });
});

test('has no label that the identity has already', async () => {
  const own = containerInfo.families.flatMap(({ labels }) => labels);
  expect(own.filter((name) => (identityLabels as readonly string[]).includes(name))).toEqual([]);
  expect(own.filter((name) => name.startsWith('container_label_'))).toEqual([]);
});
