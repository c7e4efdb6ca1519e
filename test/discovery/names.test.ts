import { expect, test } from 'vitest';
import type { Cgroup } from '../../src/discovery/container.js';
import { mergeNames, parseKubernetesName, type Told } from '../../src/discovery/names.js';

const [a, b] = ['a'.repeat(64), 'b'.repeat(64)] as const;
const cgroup = (id: string, podUid?: string): Cgroup => ({
  ...{ path: `/x/${id}`, inode: 1, leaf: true, kind: 'container' },
  runtime: podUid === undefined ? { id, name: 'containerd' } : { id, name: 'containerd', podUid },
});
const by = (source: string, ...told: [Cgroup, Told][]) => ({ by: source, told: new Map(told) });

test('of what two sources tell the more trusted counts, and each adds what only it knows', () => {
  const one = cgroup(a);
  const files = by('files', [one, { name: 'web', image: 'nginx:1' }]);
  const procfs = by('procfs', [one, { name: 'old-name', runtime: 'podman' }]);
  expect(mergeNames([one], [files, procfs]).get(one)).toMatchObject({
    ...{ by: 'files', name: 'web', image: 'nginx:1', runtime: 'podman' },
  });
  expect(mergeNames([one], [by('files'), procfs]).get(one)).toMatchObject({ by: 'procfs', name: 'old-name' });
});

test("what is known of one container is known of its pod's sandbox, by the pod's uid or the sandbox' id", () => {
  const logs = (app: Cgroup) => by('pod-logs', [app, { pod: 'web-0', namespace: 'prod', container: 'app' }]);
  const expected = { name: 'k8s_POD_web-0_prod', pod: 'web-0', namespace: 'prod', container: undefined };
  const [app, sandbox] = [cgroup(a, 'uid-1'), cgroup(b, 'uid-1')];
  const ofUid = mergeNames([sandbox, app], [logs(app), by('procfs', [sandbox, { sandbox: b }])]);
  expect(ofUid.get(sandbox)).toMatchObject({ ...expected, by: 'pod-logs' });
  expect(ofUid.get(app)).toMatchObject({ name: 'k8s_app_web-0_prod', container: 'app' });

  const [bareApp, bareSandbox] = [cgroup(a), cgroup(b)];
  const procfs = by('procfs', [bareSandbox, { sandbox: b }], [bareApp, { sandbox: b }]);
  expect(mergeNames([bareSandbox, bareApp], [logs(bareApp), procfs]).get(bareSandbox)).toMatchObject(expected);
});

test('without logs the pod goes by its uid, and what nothing names has no name', () => {
  const [app, other] = [cgroup(a, 'uid-1'), cgroup(b)];
  const found = mergeNames([app, other], [by('procfs', [app, { container: 'app', sandbox: b }], [other, {}])]);
  expect(found.get(app)).toMatchObject({ name: 'k8s_app_uid-1', container: 'app', pod: undefined });
  expect(found.get(other)?.name).toBeUndefined();
});

test("CRI-O's name of a container says all, others say nothing of Kubernetes", () => {
  const inPod = { pod: 'web-0', namespace: 'prod', podUid: 'uid-1' };
  expect(parseKubernetesName('k8s_app_web-0_prod_uid-1_3', a)).toEqual({ ...inPod, container: 'app' });
  expect(parseKubernetesName('k8s_POD_web-0_prod_uid-1_0', a)).toEqual({ ...inPod, sandbox: a });
  for (const name of ['web', 'k8s_app', 'k8s_app_web-0_prod_uid-1'])
    expect(parseKubernetesName(name, a)).toBeUndefined();
});
