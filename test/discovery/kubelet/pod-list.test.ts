import { describe, expect, test } from 'vitest';
import { readPodListing } from '../../../src/discovery/kubelet/pod-list.js';
import { ended, kubepods, podList, podOf, running, secret } from '../../support/fake-kubelet/pod-lists.js';

const id = (digit: string) => digit.repeat(64);

/** In chunks of a few bytes, as nothing may hang on where they end. */
async function* chunksOf(text: string) {
  const bytes = Buffer.from(text);
  for (let i = 0; i < bytes.length; i += 1000) yield bytes.subarray(i, i + 1000);
}
const readText = (text: string) => readPodListing({ headers: {}, chunks: chunksOf(text) });
const read = (value: unknown) => readText(JSON.stringify(value));

describe('containers of pods', () => {
  test('have names, image, labels and state', async () => {
    const { containers } = await read(kubepods);
    const app = '61dd72b325bf28575b56b38044404825c715e48f38a1329d540881aef567537d';
    expect(containers.get(app)).toEqual({
      id: app,
      runtime: 'containerd',
      pod: {
        uid: '1f2e3d4c-5b6a-4789-90ab-cdef01234567',
        name: 'web-7c5d',
        namespace: 'prod',
        qosClass: 'Burstable',
      },
      name: 'k8s_app_web-7c5d_prod',
      image: 'bb:local',
      imageId: 'docker.io/library/bb@sha256:e4279fdc0f8d0a0f05f4c3255ad7a66d15ccbbae665d267da889529c78ee45c9',
      labels: {
        'app.kubernetes.io/name': 'web',
        'pod-template-hash': '7c5d',
        'io.kubernetes.pod.name': 'web-7c5d',
        'io.kubernetes.pod.namespace': 'prod',
        'io.kubernetes.pod.uid': '1f2e3d4c-5b6a-4789-90ab-cdef01234567',
        'io.kubernetes.container.name': 'app',
      },
      volumes: [],
      state: 'running',
      created: undefined,
      inspect: expect.objectContaining({
        startedAt: Date.UTC(2026, 10, 21, 4, 32, 24) / 1000,
        // Of the life before, as Docker keeps it too.
        finishedAt: Date.UTC(2026, 10, 21, 4, 31, 0) / 1000,
        restartCount: 2,
        exitCode: undefined,
        oomKilled: undefined,
        health: undefined,
      }),
    });
  });

  test('that have ended tell how, those that wait to start again too', async () => {
    const { containers } = await read(kubepods);
    expect(containers.get(id('4'))).toMatchObject({
      name: 'k8s_report_report-29384-x7k2p_batch',
      state: 'exited',
      inspect: { exitCode: 137, oomKilled: true, finishedAt: Date.UTC(2026, 10, 21, 4, 31, 0) / 1000 },
    });
    expect(containers.get(id('3'))).toMatchObject({
      state: 'restarting',
      inspect: { exitCode: 1, oomKilled: false, restartCount: 7 },
    });
  });

  test('are those of all three kinds; one without an id yet is none', async () => {
    const { containers, pods } = await read(
      podList(
        podOf({
          name: 'p',
          uid: 'u',
          statuses: [running('a', id('a'))],
          initStatuses: [ended('b', id('b'), 0, 'Completed')],
          ephemeralStatuses: [running('debugger', id('c'))],
        }),
      ),
    );
    expect([...containers.values()].map(({ name, state }) => [name, state])).toEqual([
      ['k8s_a_p_prod', 'running'],
      ['k8s_b_p_prod', 'exited'],
      ['k8s_debugger_p_prod', 'running'],
    ]);
    expect([...pods.keys()]).toEqual(['u']);
    const all = await read(kubepods);
    expect([...all.containers.values()].map(({ labels }) => labels['io.kubernetes.container.name'])).not.toContain(
      'api',
    );
    expect(all.pods.get('6e5d4c3b-2a10-4654-9321-0fedcba98765')).toMatchObject({ name: 'api-5f6d' });
  });

  test('of CRI-O and Docker are theirs, and image ids are as the runtime has them', async () => {
    const statuses = [
      running('a', id('a'), { containerID: `cri-o://${id('a')}` }),
      running('b', id('b'), { containerID: `docker://${id('b')}`, imageID: 'docker-pullable://bb@sha256:12' }),
      running('c', id('c'), { containerID: `frakti://${id('c')}` }),
    ];
    const { containers } = await read(podList(podOf({ name: 'p', uid: 'u', statuses })));
    expect([...containers.values()].map(({ runtime }) => runtime)).toEqual(['cri-o', 'docker', 'unknown']);
    expect(containers.get(id('b'))?.imageId).toBe('bb@sha256:12');
  });

  test('have the image of their status where none was asked for by name', async () => {
    const pod = podOf({ name: 'p', uid: 'u', statuses: [running('a', id('a'))] });
    const { containers } = await read(podList({ ...pod, spec: { containers: [] } }));
    expect(containers.get(id('a'))?.image).toBe('docker.io/library/bb:local');
  });

  test('are known by what the kubelet says, not by labels that somebody gave the pod', async () => {
    const labels = { 'io.kubernetes.pod.name': 'another', 'io.kubernetes.container.name': 'POD' };
    const { containers } = await read(
      podList(podOf({ name: 'p', uid: 'u', labels, statuses: [running('a', id('a'))] })),
    );
    expect(containers.get(id('a'))?.labels).toMatchObject({
      'io.kubernetes.pod.name': 'p',
      'io.kubernetes.container.name': 'a',
    });
  });
});

test('nothing of environments is taken', async () => {
  expect(JSON.stringify(kubepods)).toContain(secret);
  const { pods, containers } = await read(kubepods);
  expect(JSON.stringify([[...pods], [...containers]])).not.toContain(secret);
});

test('a node without pods has none', async () => {
  for (const items of [null, []]) {
    expect(await read({ kind: 'PodList', apiVersion: 'v1', metadata: {}, items })).toEqual({
      pods: new Map(),
      containers: new Map(),
    });
  }
});

describe('what has another form', () => {
  test.each([
    ['a list', '[]', /not a JSON object/],
    ['a page', '<html>', /not a JSON object/],
    ['half an answer', JSON.stringify(kubepods).slice(0, 3000), /not JSON/],
    ['another kind', '{"kind":"Status","apiVersion":"v1","message":"no"}', /not a PodList/],
    ['nothing', '{}', /not a PodList/],
  ])('%s is refused', async (_, text, message) => {
    await expect(readText(text)).rejects.toThrow(message);
  });

  test('is left out where it is, and the rest is there', async () => {
    const [pod] = kubepods.items;
    const { containers } = await read({
      kind: 'PodList',
      items: [
        7,
        null,
        {},
        { metadata: { name: 1, uid: [], namespace: {} }, status: { containerStatuses: [running('lost', id('e'))] } },
        { ...pod, spec: 'text', status: { containerStatuses: 'text', initContainerStatuses: [3, { name: 'x' }] } },
        {
          metadata: { name: 'p', namespace: 'n', uid: 'u', labels: [1] },
          spec: { containers: { name: 'a' } },
          status: {
            containerStatuses: [
              { name: 'a', containerID: `containerd://${id('a')}`, state: [], lastState: 'x', restartCount: '3' },
              { name: 'b', containerID: 'containerd://short' },
              { name: 4, containerID: `containerd://${id('d')}` },
            ],
          },
        },
      ],
    });
    expect([...containers.keys()]).toEqual([id('a')]);
    expect(containers.get(id('a'))).toMatchObject({
      name: 'k8s_a_p_n',
      image: '',
      state: undefined,
      inspect: { restartCount: undefined, exitCode: undefined },
    });
  });
});
