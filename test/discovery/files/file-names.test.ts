import { mkdirSync, renameSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pino from 'pino';
import { expect, test } from 'vitest';
import type { Cgroup } from '../../../src/discovery/container.js';
import { fromAnnotations } from '../../../src/discovery/files/bundles.js';
import { createFileNames } from '../../../src/discovery/files/file-names.js';
import { createPodLogNames, parseLogName } from '../../../src/discovery/files/pod-logs.js';
import { createProcReader } from '../../../src/kernel/proc/procfs.js';
import { emptyFolder, folderOf } from '../../support/folder.js';
import { fixtureFolder } from '../../support/recorded-host.js';

const [a, b] = ['a'.repeat(64), 'b'.repeat(64)] as const;
const log = pino({ level: 'silent' });
const request = {
  ...{ proc: createProcReader('/proc'), processes: { all: () => undefined, mustBeVisible() {} } },
  breathe: () => undefined,
};
const cgroup = (id: string, inode = 1): Cgroup => ({
  ...{ path: `/x/${id}`, inode, leaf: true, kind: 'container', runtime: { id, name: 'unknown' } },
});
/** An hour ago, so that a list counts as finished. */
const writeList = (root: string, list: unknown, ago = 3600) => {
  const path = join(root, 'overlay-containers/containers.json');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, JSON.stringify(list));
  utimesSync(`${path}.new`, Date.now() / 1000 - ago, Date.now() / 1000 - ago);
  renameSync(`${path}.new`, path);
};

test("a recorded host: containerd's bundles and Podman's list", async () => {
  const root = `${fixtureFolder('v1-runtimes')}/runtimes`;
  const source = createFileNames([`${root}/containerd`, `${root}/storage`], log);
  const ids = {
    app: 'ea99f6c18ba1ade37effc67f67d501d71baa8ee86256a3a4a06e995f5adc8c61',
    sandbox: 'e42824b47c2fbd3a42ebaf6e4e9a8a553feccd9331f3a8332c62ba4c115707a6',
    solo: '71aec0b8584f66b65f2b9d7c0a7bbd646b06d4070525c120db4f7d2ae2da123a',
  };
  const cgroups = Object.values(ids).map((id) => cgroup(id));
  const [app, sandbox, solo] = cgroups as [Cgroup, Cgroup, Cgroup];
  const { told, error } = (await source.ask(cgroups, request)) ?? {};
  expect(error).toBeUndefined();
  const inPod = {
    pod: 'web-0',
    namespace: 'prod',
    podUid: '1f2e3d4c-5b6a-4789-90ab-cdef01234567',
    sandbox: ids.sandbox,
  };
  expect(told?.get(app)).toEqual({ ...inPod, name: undefined, container: 'app', image: 'registry.local/pause:1' });
  expect(told?.get(sandbox)).toMatchObject({ ...inPod, container: undefined });
  expect(told?.get(solo)).toEqual({ name: 'solo', image: 'registry.local/pause:1' });
});

test('a list that is written again is read again, a bundle when its cgroup is another one', async () => {
  const root = emptyFolder();
  const source = createFileNames([root], log);
  const bundle = join(root, 'overlay-containers', b, 'userdata');
  const nameOf = async (one: Cgroup) => (await source.ask([one], request))?.told.get(one);
  writeList(root, [{ id: a, names: ['web'], metadata: '{"image-name":"nginx:1"}' }]);
  expect(await nameOf(cgroup(a))).toEqual({ name: 'web', image: 'nginx:1' });
  writeList(root, [{ id: a, names: ['renamed'] }], 3000);
  expect(await nameOf(cgroup(a))).toMatchObject({ name: 'renamed' });

  const write = (name: string) =>
    writeFileSync(join(bundle, 'config.json'), JSON.stringify({ annotations: { 'nerdctl/name': name } }));
  mkdirSync(bundle, { recursive: true });
  write('one');
  expect(await nameOf(cgroup(b, 1))).toMatchObject({ name: 'one' });
  write('two');
  expect(await nameOf(cgroup(b, 1))).toMatchObject({ name: 'one' });
  expect(await nameOf(cgroup(b, 2))).toMatchObject({ name: 'two' });
});

test('a link in the place of a list is not followed, and a broken list is said to be', async () => {
  const root = emptyFolder();
  mkdirSync(join(root, 'overlay-containers'));
  symlinkSync('/etc/passwd', join(root, 'overlay-containers/containers.json'));
  const ask = async () => (await createFileNames([root], log).ask([cgroup(a)], request))?.error;
  expect(String(await ask())).toMatch(/containers\.json.*ELOOP/);
  writeList(root, { not: 'a list' });
  expect(String(await ask())).toMatch(/containers\.json: .*list/);
  expect(String((await createFileNames(['/not/there'], log).ask([], request))?.error)).toMatch(/\/not\/there: ENOENT/);
});

test("CRI-O's annotations", () => {
  const given = { ContainerType: 'container', ImageName: 'quay.io/app:1', SandboxID: b, Namespace: 'prod' };
  const annotations = Object.fromEntries(
    Object.entries(given).map(([key, value]) => [`io.kubernetes.cri-o.${key}`, value]),
  );
  const labels = { 'io.kubernetes.pod.name': 'web-0', 'io.kubernetes.container.name': 'app' };
  expect(fromAnnotations({ ...annotations, ...labels }, a)).toMatchObject({
    ...{ image: 'quay.io/app:1', sandbox: b, namespace: 'prod', pod: 'web-0', container: 'app' },
  });
  const sandbox = { 'io.kubernetes.cri-o.ContainerType': 'sandbox', 'io.kubernetes.container.name': 'POD' };
  expect(fromAnnotations(sandbox, a)).toMatchObject({ sandbox: a, container: undefined });
});

test("the kubelet's links", async () => {
  expect(parseLogName(`web-0_prod_my-app-${a}.log`)).toEqual({
    ...{ id: a, told: { pod: 'web-0', namespace: 'prod', container: 'my-app' } },
  });
  expect(parseLogName('web-0_prod_app.log')).toBeUndefined();

  const folder = folderOf({ [`web-0_prod_app-${a}.log`]: '', 'other.txt': '' });
  const source = createPodLogNames(folder);
  const one = cgroup(a);
  expect((await source.ask([one, cgroup(b)], request))?.told).toEqual(
    new Map([[one, { pod: 'web-0', namespace: 'prod', container: 'app' }]]),
  );
  // A moment later the folder's time may be the same.
  const two = cgroup(b);
  const { atime, mtime } = statSync(folder);
  utimesSync(folder, atime, mtime);
  expect((await source.ask([two], request))?.told.get(two)).toBeUndefined();
  writeFileSync(join(folder, `db-0_prod_db-${b}.log`), '');
  utimesSync(folder, atime, mtime);
  expect((await source.ask([two], request))?.told.get(two)).toMatchObject({ pod: 'db-0' });
  expect(await createPodLogNames('/not/there').ask([one], request)).toBeUndefined();
});
