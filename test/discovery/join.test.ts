import { describe, expect, test } from 'vitest';
import type { Cgroup, ContainerMetadata } from '../../src/discovery/container.js';
import { joinContainers, stoppedCgroupPath } from '../../src/discovery/join.js';
import type { SourceAnswer } from '../../src/discovery/runtime-source.js';
import { inspected, metadataOf } from '../support/make-container.js';

const [a, b, c] = ['a', 'b', 'c'].map((digit) => digit.repeat(64)) as [string, string, string];
const options = { labels: () => [], include: undefined, exclude: undefined, labelMaxLength: 1024 };
const cgroups: Cgroup[] = [
  { path: '/', inode: 1, leaf: false, kind: 'ancestor' },
  { path: '/docker', inode: 2, leaf: false, kind: 'ancestor' },
  { path: `/docker/${b}`, inode: 3, leaf: true, kind: 'container', runtime: { id: b, name: 'docker' } },
];
const answerOf = (metadata: readonly ContainerMetadata[], source = 'docker'): SourceAnswer => ({
  source,
  answer: {
    success: true,
    containers: new Map(metadata.map((one) => [one.id, one])),
    cgroupDriver: 'cgroupfs',
    oldestInspectAge: undefined,
  },
});
const answer = (...ids: string[]) => [answerOf(ids.map((id) => metadataOf(id, { name: `n${id[0]}` })))];
const identities = (...args: Parameters<typeof joinContainers>) =>
  joinContainers(...args).containers.map(({ identity }) => new TextDecoder().decode(identity));

test('cgroups get the names that the runtime has, stopped containers come too, sorted by id', () => {
  expect(identities(cgroups, answer(c, b, a), options)).toEqual([
    'id="/"',
    'id="/docker"',
    `id="/docker/${a}",name="na",image="image:1"`,
    `id="/docker/${b}",name="nb",image="image:1"`,
    `id="/docker/${c}",name="nc",image="image:1"`,
  ]);
});

test('texts that somebody else chose are cut, counted, and whole characters', () => {
  const long = metadataOf(b, {
    name: 'n'.repeat(9),
    image: 'i'.repeat(8),
    labels: { short: 'x', long: `${'y'.repeat(7)}\u{1f433}` },
    volumes: ['v'.repeat(1_000_000)],
  });
  const told = [answerOf([long])];
  const labels = (given: Readonly<Record<string, string>>) => Object.entries(given);
  const { containers, cut } = joinContainers(cgroups, told, { ...options, labels, labelMaxLength: 8 });
  const { identity, metadata } = containers.at(-1) ?? {};
  expect(new TextDecoder().decode(identity)).toBe(
    `id="/docker/${b}",name="nnnnnnnn",image="iiiiiiii",short="x",long="yyyyyyy"`,
  );
  expect(metadata?.volumes).toEqual(['v'.repeat(8)]);
  expect(metadata?.labels.long).toBe('yyyyyyy');
  expect(cut).toBe(3);
  expect(joinContainers(cgroups, told, { ...options, labelMaxLength: 1_000_000 }).cut).toBe(0);
});

test('without an answer a container goes by its id', () => {
  expect(identities(cgroups, [], options)).toContain(`id="/docker/${b}",name="${b}"`);
});

describe('of several sources', () => {
  const podman = (id: string, changes: Partial<ContainerMetadata>) =>
    answerOf([metadataOf(id, { runtime: 'podman', name: 'p', ...changes })], 'podman');

  test("each names its own, with its own paths for what doesn't run", () => {
    expect(identities(cgroups, [...answer(b), podman(a, { state: 'exited' })], options)).toEqual([
      'id="/"',
      'id="/docker"',
      `id="/docker/${b}",name="nb",image="image:1"`,
      `id="/libpod_parent/libpod-${a}",name="p",image="image:1"`,
    ]);
  });

  test.each([
    ['running', 'p', 'podman'],
    ['paused', 'p', 'podman'],
    ['exited', 'nb', 'docker'],
  ] as const)('what two claim is of the one that runs it, else of the first: %s', (state, name, source) => {
    const stopped = answerOf([metadataOf(b, { name: 'nb', state: 'exited' })]);
    const { containers } = joinContainers(cgroups.slice(2), [stopped, podman(b, { state })], options);
    expect(containers).toMatchObject([{ source, metadata: { name } }]);
  });
});

test('include and exclude choose containers by name and leave ancestors alone', () => {
  const names = (include?: RegExp, exclude?: RegExp) =>
    joinContainers(cgroups, answer(a, b, c), { ...options, include, exclude }).containers.map(({ id }) => id.slice(-1));
  expect(names(/^n[ab]$/)).toEqual(['/', 'r', 'a', 'b']);
  expect(names(undefined, /^nb$/)).toEqual(['/', 'r', 'a', 'c']);
  expect(names(/^n/, /^n[ab]$/)).toEqual(['/', 'r', 'c']);
});

test('kubelet labels and allowed labels are part of the identity, escaped', () => {
  const metadata = metadataOf(b, {
    name: 'k8s_x',
    labels: {
      'io.kubernetes.pod.name': 'web-0',
      'io.kubernetes.pod.namespace': 'prod',
      'io.kubernetes.container.name': 'app',
      note: 'a "b"\n\\',
    },
  });
  const labels = (given: Readonly<Record<string, string>>) => [['container_label_note', given.note ?? ''] as const];
  expect(identities(cgroups.slice(2), [answerOf([metadata])], { ...options, labels })).toEqual([
    `id="/docker/${b}",name="k8s_x",image="image:1",pod="web-0",namespace="prod",container="app",container_label_note="a \\"b\\"\\n\\\\"`,
  ]);
});

describe('the id of a stopped container is the one it has while it runs', () => {
  test.each([
    ['docker', 'cgroupfs', '', `/docker/${a}`],
    ['docker', 'cgroupfs', '/batch/jobs', `/batch/jobs/${a}`],
    ['docker', 'cgroupfs', 'batch', `/batch/${a}`],
    ['docker', 'systemd', '', `/system.slice/docker-${a}.scope`],
    ['docker', 'systemd', 'batch-jobs.slice', `/batch.slice/batch-jobs.slice/docker-${a}.scope`],
    ['podman', 'cgroupfs', '', `/libpod_parent/libpod-${a}`],
    ['podman', 'systemd', '', `/machine.slice/libpod-${a}.scope`],
  ] as const)('%s, %s driver, parent %j', (runtime, driver, parent, path) => {
    const metadata = metadataOf(a, { runtime, inspect: inspected({ cgroupParent: parent }) });
    expect(stoppedCgroupPath(metadata, driver)).toBe(path);
  });
});
