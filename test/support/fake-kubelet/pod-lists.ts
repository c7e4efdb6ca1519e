import type { ContainerStatus, Pod, PodList } from 'kubernetes-types/core/v1.js';

/**
 * Answers to `GET /pods`, made by hand and typed after the API: no kubelet could be recorded where this was written. Pods
 * have what a kubelet passes on beside what is read of them: annotations, environments, managed fields.
 */

const managedFields = [
  {
    manager: 'kubelet',
    operation: 'Update',
    apiVersion: 'v1',
    time: '2026-11-21T04:32:24Z',
    fieldsType: 'FieldsV1',
    fieldsV1: { 'f:status': { 'f:containerStatuses': {}, 'f:phase': {} } },
    subresource: 'status',
  },
];

/** Of a container that runs, in containerd; `id` is 64 hex digits. */
export function running(name: string, id: string, changes: Partial<ContainerStatus> = {}): ContainerStatus {
  return {
    name,
    state: { running: { startedAt: '2026-11-21T04:32:24Z' } },
    lastState: {},
    ready: true,
    restartCount: 0,
    image: 'docker.io/library/bb:local',
    imageID: 'docker.io/library/bb@sha256:e4279fdc0f8d0a0f05f4c3255ad7a66d15ccbbae665d267da889529c78ee45c9',
    containerID: `containerd://${id}`,
    started: true,
    ...changes,
  };
}

export function ended(
  name: string,
  id: string,
  exitCode: number,
  reason: string,
  changes: Partial<ContainerStatus> = {},
): ContainerStatus {
  const terminated = {
    exitCode,
    reason,
    startedAt: '2026-11-21T04:30:00Z',
    finishedAt: '2026-11-21T04:31:00Z',
    containerID: `containerd://${id}`,
  };
  return running(name, id, { state: { terminated }, ready: false, started: false, ...changes });
}

interface PodParts {
  readonly name: string;
  readonly uid: string;
  readonly namespace?: string;
  readonly labels?: Record<string, string>;
  readonly qosClass?: string;
  readonly statuses?: ContainerStatus[];
  readonly initStatuses?: ContainerStatus[];
  readonly ephemeralStatuses?: ContainerStatus[];
}

/** A secret that pods have in their environment. */
export const secret = 'hunter2-of-the-environment';

export function podOf(parts: PodParts): Pod {
  const { name, uid, namespace = 'prod', labels = {}, qosClass = 'Burstable' } = parts;
  const { statuses = [], initStatuses = [], ephemeralStatuses = [] } = parts;
  const containerOf = ({ name: container }: ContainerStatus) => ({
    name: container,
    image: 'bb:local',
    env: [{ name: 'PASSWORD', value: secret }],
    resources: {},
    terminationMessagePath: '/dev/termination-log',
  });
  return {
    metadata: {
      name,
      uid,
      namespace,
      labels,
      annotations: {
        'kubernetes.io/config.seen': '2026-11-21T04:32:23.000000000Z',
        'kubernetes.io/config.source': 'api',
      },
      creationTimestamp: '2026-11-21T04:32:23Z',
      managedFields,
    },
    spec: {
      containers: statuses.map(containerOf),
      ...(initStatuses.length > 0 && { initContainers: initStatuses.map(containerOf) }),
      ...(ephemeralStatuses.length > 0 && { ephemeralContainers: ephemeralStatuses.map(containerOf) }),
      restartPolicy: 'Always',
      nodeName: 'node-1',
    },
    status: {
      phase: 'Running',
      qosClass,
      hostIP: '192.0.2.7',
      startTime: '2026-11-21T04:32:23Z',
      containerStatuses: statuses,
      ...(initStatuses.length > 0 && { initContainerStatuses: initStatuses }),
      ...(ephemeralStatuses.length > 0 && { ephemeralContainerStatuses: ephemeralStatuses }),
    },
  };
}

export const podList = (...items: Pod[]): PodList => ({ kind: 'PodList', apiVersion: 'v1', metadata: {}, items });

const hex = (digit: string) => digit.repeat(64);

/** The pods of test/fixtures/v1-kubepods: what runs there, and beside it what has ended, waits, and has no container yet. */
export const kubepods: PodList = podList(
  podOf({
    name: 'web-7c5d',
    uid: '1f2e3d4c-5b6a-4789-90ab-cdef01234567',
    labels: { 'app.kubernetes.io/name': 'web', 'pod-template-hash': '7c5d' },
    initStatuses: [ended('migrate', hex('1'), 0, 'Completed')],
    statuses: [
      running('app', '61dd72b325bf28575b56b38044404825c715e48f38a1329d540881aef567537d', {
        restartCount: 2,
        lastState: ended('app', hex('2'), 137, 'OOMKilled').state ?? {},
      }),
      running('sidecar', hex('3'), {
        state: {
          waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container=sidecar' },
        },
        lastState: ended('sidecar', hex('3'), 1, 'Error').state ?? {},
        ready: false,
        restartCount: 7,
      }),
    ],
  }),
  podOf({
    name: 'db-0',
    uid: '0a1b2c3d-4e5f-4678-89ab-0123456789ab',
    qosClass: 'Guaranteed',
    labels: { 'app.kubernetes.io/name': 'db' },
    statuses: [running('db', '46139a0691100fb63c41d488fd7788d1f85d9e54862f075f54c943e70e33af3e')],
  }),
  podOf({
    name: 'report-29384-x7k2p',
    uid: '5d4c3b2a-0918-4765-8432-10fedcba9876',
    namespace: 'batch',
    qosClass: 'BestEffort',
    labels: { 'batch.kubernetes.io/job-name': 'report-29384' },
    statuses: [ended('report', hex('4'), 137, 'OOMKilled')],
  }),
  podOf({
    name: 'api-5f6d',
    uid: '6e5d4c3b-2a10-4654-9321-0fedcba98765',
    statuses: [
      {
        name: 'api',
        state: { waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image "bb:gone"' } },
        lastState: {},
        ready: false,
        restartCount: 0,
        image: 'bb:gone',
        imageID: '',
        started: false,
      },
    ],
  }),
);
