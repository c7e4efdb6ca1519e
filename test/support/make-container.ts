import type { ContainerInspect, ContainerMetadata, RunningContainer } from '../../src/discovery/container.js';

/** Containers for tests, made of what a test is about; the rest is plain. */

export const inspected = (given: Partial<ContainerInspect> = {}): ContainerInspect => ({
  pid: undefined,
  health: 'none',
  healthFailingStreak: undefined,
  startedAt: undefined,
  finishedAt: undefined,
  exitCode: undefined,
  oomKilled: false,
  restartCount: 0,
  restartPolicy: 'no',
  networkMode: 'bridge',
  ociRuntime: 'runc',
  cpuShares: undefined,
  cgroupParent: '',
  logDriver: 'json-file',
  logLimit: undefined,
  logPath: undefined,
  upperDir: undefined,
  ...given,
});

export const metadataOf = (id: string, given: Partial<ContainerMetadata> = {}): ContainerMetadata => ({
  id,
  runtime: 'docker',
  name: `name-of-${id.slice(0, 4)}`,
  image: 'image:1',
  imageId: 'sha256:0',
  labels: {},
  volumes: [],
  state: 'running',
  created: undefined,
  inspect: undefined,
  ...given,
});

export const runningContainer = (
  id: string,
  inode: number,
  given: { readonly metadata?: ContainerMetadata; readonly path?: string } = {},
): RunningContainer => ({
  id: given.path ?? `/docker/${id}`,
  cgroup: {
    path: given.path ?? `/docker/${id}`,
    inode,
    leaf: true,
    kind: 'container',
    runtime: { id, name: 'docker' },
  },
  metadata: given.metadata,
  identity: new TextEncoder().encode(`id="/docker/${id}"`),
});
