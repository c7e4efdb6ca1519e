import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Exposition, parseExposition } from '../support/exposition.js';
import type { CriContainer, CriPod, PodConfig } from '../support/real/containerd/cri-client.js';
import { type OwnContainerd, startContainerd } from '../support/real/containerd/own-containerd.js';
import { installBusybox, missingBusybox } from '../support/real/images/busybox-image.js';
import { ownPodman, type PodmanCli } from '../support/real/own-podman.js';
import { repository } from '../support/real/repository.js';
import { lacking, missingCommand, missingRoot } from '../support/real/requirements.js';

/** Containers of runtimes that the exporter has no socket of, against what the runtimes' own commands say. */
const missing = [
  ...[missingRoot(), missingBusybox(), missingCommand('containerd', 'containerd'), missingCommand('ctr', 'containerd')],
  ...[missingCommand('podman', 'podman'), missingCommand('conmon', 'conmon'), missingCommand('setpriv', 'util-linux')],
];
const image = 'registry.test/busybox:1';
const podUid = '1f2e3d4c-5b6a-4789-90ab-cdef01234567';

describe.skipIf(lacking('names without a socket', missing))('names without a socket', () => {
  const folder = mkdtempSync(join(tmpdir(), 'names-'));
  const logs = join(folder, 'rootfs/var/log/containers');
  const pod: PodConfig = {
    metadata: { name: 'web-0', namespace: 'prod', uid: podUid },
    logDirectory: join(folder, 'logs'),
    linux: { cgroupParent: `/kubepods/burstable/pod${podUid}` },
  };
  let podman: PodmanCli;
  let containerd: OwnContainerd;
  let pods: readonly CriPod[];
  let inPod: readonly CriContainer[];
  let fromPodman: readonly { readonly Id: string; readonly Names: string[]; readonly Image: string }[];

  beforeAll(async () => {
    mkdirSync(logs, { recursive: true });
    podman = ownPodman(folder);
    const archive = await makeImage();
    await podman('run', '-d', '--network=none', '--name=solo', image);
    await podman('pod', 'create', '--name=shop', '--network=none', `--infra-image=${image}`);
    await podman('run', '-d', '--pod=shop', '--name=web', image);
    fromPodman = JSON.parse(await podman('ps', '--format=json'));

    containerd = await startContainerd(folder, image);
    for (const namespace of ['default', 'k8s.io']) await containerd.ctr('-n', namespace, 'image', 'import', archive);
    await containerd.ctr('run', '-d', '--null-io', image, 'my-ctr');
    const sandbox = await containerd.cri.runPod(pod);
    for (const name of ['app', 'sidecar']) await runInPod(sandbox, name);
    pods = await containerd.cri.pods();
    inPod = await containerd.cri.containers();
  });

  afterAll(async () => {
    for (const { id } of pods ?? []) await containerd.cri.removePod(id);
    await containerd?.ctr('task', 'rm', '--force', 'my-ctr');
    await containerd?.ctr('container', 'rm', 'my-ctr');
    await containerd?.stop();
    await podman?.('pod', 'rm', '--force', '--all', '--time=0');
    await podman?.('rm', '--force', '--all', '--time=0');
    // Podman mounts it on itself, once more with each start.
    const clean = 'while umount --lazy "$1/storage/overlay" 2>/dev/null; do :; done; rm -rf "$1"';
    execFileSync('sh', ['-c', clean, 'sh', folder]);
  });

  it('an ordinary user finds each by its name, and the pod of those that have one', async () => {
    const exposition = await scrape(['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']);
    const names = fromPodman.map(({ Names }) => Names[0]);
    expect(names).toEqual(expect.arrayContaining(['solo', 'web', expect.stringMatching(/-infra$/)]));
    for (const { Id, Names } of fromPodman) {
      expect(told(exposition, Id)).toMatchObject({ name: Names[0], runtime: 'podman', named_by: 'procfs' });
    }
    expect(await containerd.ctr('task', 'ls', '-q')).toBe('my-ctr\n');
    expect(exposition.series('container_info', { id: '/default/my-ctr' })[0]?.labels).toMatchObject({
      ...{ name: 'my-ctr', runtime: 'containerd' },
    });
    for (const { id, metadata, podSandboxId } of inPod) {
      const { name, namespace } = podOf(podSandboxId);
      expect(told(exposition, id)).toMatchObject({
        ...{ name: `k8s_${metadata.name}_${name}_${namespace}`, container: metadata.name, pod: name, namespace },
        ...{ runtime: 'containerd', named_by: 'pod-logs', pod_uid: podUid },
      });
    }
  });

  it('a sandbox is told from the containers of its pod', async () => {
    const exposition = await scrape([]);
    expect(pods).toHaveLength(1);
    for (const { id, metadata } of pods) {
      const { name, namespace } = metadata;
      const labels = told(exposition, id);
      expect(labels).toMatchObject({ name: `k8s_POD_${name}_${namespace}`, pod: name, namespace });
      expect(labels).not.toHaveProperty('container');
    }
  });

  it('each has the figures of its own cgroup, members of pods too', async () => {
    const exposition = await scrape([]);
    const ids = [...fromPodman.map(({ Id }) => Id), ...inPod.map(({ id }) => id), ...pods.map(({ id }) => id)];
    for (const id of ids) expect(memoryOf(exposition, id), id).toBeGreaterThan(0);
    expect(exposition.value('container_memory_usage_bytes', { id: '/default/my-ctr' })).toBeGreaterThan(0);
  });

  it('their files tell images too, and no secret', async () => {
    const exposition = await scrape([], `--container.runtime-dirs=${containerd.state},${join(folder, 'storage')}`);
    for (const { Id, Names, Image } of fromPodman) {
      expect(told(exposition, Id)).toMatchObject({ name: Names[0], image: Image, named_by: 'files' });
    }
    for (const { id, metadata, image: asked, podSandboxId } of inPod) {
      const { name, namespace } = podOf(podSandboxId);
      expect(told(exposition, id)).toMatchObject({
        ...{ name: `k8s_${metadata.name}_${name}_${namespace}`, image: asked.image, named_by: 'files' },
        ...{ container: metadata.name, pod: name, namespace },
      });
    }
    expect(exposition.value('container_exporter_discovery_success', { source: 'files' })).toBe(1);
    expect(exposition.text).not.toContain('never-shown');
  });

  it('files that may not be read are no failure', async () => {
    const user = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--inh-caps=-all'];
    const exposition = await scrape(user, `--container.runtime-dirs=${containerd.state}`);
    expect(exposition.value('container_exporter_discovery_success', { source: 'files' })).toBe(1);
    expect(exposition.value('container_exporter_containers', { source: 'files' })).toBe(0);
    for (const { id } of inPod) expect(told(exposition, id)).toMatchObject({ named_by: 'pod-logs' });
  });

  const podOf = (sandbox: string) => {
    const found = pods.find(({ id }) => id === sandbox);
    if (!found) throw new Error(`no sandbox ${sandbox}`);
    return found.metadata;
  };

  /** As the kubelet does: files of its own are mounted, and a link names the log. */
  async function runInPod(sandbox: string, name: string): Promise<void> {
    const own = join(folder, 'kubelet/pods', podUid, 'containers', name);
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, '0123abcd'), '');
    const mounts = [{ containerPath: '/dev/termination-log', hostPath: join(own, '0123abcd') }];
    const id = await containerd.cri.runContainer(sandbox, pod, { name, image, mounts });
    const { metadata } = pod;
    symlinkSync('/dev/null', join(logs, `${metadata.name}_${metadata.namespace}_${name}-${id}.log`));
  }

  /** For both runtimes, without Docker. */
  async function makeImage(): Promise<string> {
    const root = join(folder, 'image');
    installBusybox(join(root, 'bin'));
    const [tar, archive] = [join(folder, 'image.tar'), join(folder, 'archive.tar')];
    execFileSync('tar', ['-cf', tar, '-C', root, '.']);
    await podman('import', '--change=ENTRYPOINT ["/bin/sleep","100000"]', tar, image);
    await podman('save', '--format=docker-archive', '-o', archive, image);
    rmSync(root, { recursive: true });
    return archive;
  }

  async function scrape(as: readonly string[], ...flags: readonly string[]): Promise<Exposition> {
    const program = [process.execPath, join(repository, 'dist/main.js'), 'scrape', '--docker.host=none'];
    const [command = '', ...args] = [...as, ...program, `--path.rootfs=${join(folder, 'rootfs')}`, ...flags];
    execFileSync('chmod', ['0755', folder]);
    const { stdout } = await promisify(execFile)(command, args, { maxBuffer: 2 ** 28 });
    return parseExposition(stdout);
  }
});

/** The labels of a container's `container_info`, by the id in its cgroup's path. */
function told(exposition: Exposition, id: string): Readonly<Record<string, string>> | undefined {
  return exposition.series('container_info').find(({ labels }) => labels.id?.includes(id))?.labels;
}

function memoryOf(exposition: Exposition, id: string): number | undefined {
  const path = exposition.series('container_info').find(({ labels }) => labels.id?.includes(id))?.labels.id ?? '';
  return exposition.value('container_memory_usage_bytes', { id: path });
}
