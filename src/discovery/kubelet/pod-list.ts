import type { CgroupRuntime, ContainerInspect, ContainerMetadata, ContainerState, Pod } from '../container.js';
import { DockerAnswerError } from '../docker/answer-error.js';
import { asNumber, asObject, asString, asStrings, asTime, type JsonObject, readFields } from '../docker/json/json.js';
import type { DockerAnswer } from '../docker/session.js';

/** What a kubelet reports about its pods. */
export interface PodListing {
  /** By uid. */
  readonly pods: ReadonlyMap<string, Pod>;
  /** By id. A container without one yet, whose image is being pulled, is not included. */
  readonly containers: ReadonlyMap<string, ContainerMetadata>;
}

const kindsOfContainer = ['containers', 'initContainers', 'ephemeralContainers'] as const;
const kindsOfStatus = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'] as const;

/** All that is kept of an answer. Environments, which may contain secrets, are skipped. */
const fields: readonly string[] = [
  'kind',
  ...['uid', 'name', 'namespace', 'labels'].map((name) => `items[].metadata.${name}`),
  ...kindsOfContainer.flatMap((kind) => ['name', 'image'].map((name) => `items[].spec.${kind}[].${name}`)),
  'items[].status.qosClass',
  ...kindsOfStatus.flatMap((kind) =>
    ['name', 'image', 'imageID', 'containerID', 'restartCount', 'state', 'lastState'].map(
      (name) => `items[].status.${kind}[].${name}`,
    ),
  ),
];

const readPodFields = readFields(fields);

/**
 * Reads a PodList of API version v1, from `GET /pods`:
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
 *
 * @throws DockerAnswerError, JsonFormError if it is not one
 */
export async function readPodListing(answer: DockerAnswer): Promise<PodListing> {
  const root = await readPodFields(answer);
  if (root.kind !== 'PodList') throw new DockerAnswerError('the answer is not a PodList');
  const pods = new Map<string, Pod>();
  const containers = new Map<string, ContainerMetadata>();
  for (const item of asList(root.items)) {
    const pod = readPod(item);
    if (!pod) continue;
    pods.set(pod.uid, pod);
    for (const container of readContainers(item, pod)) {
      // A kubelet may list a static pod a second time, as its mirror.
      if (!containers.has(container.id)) containers.set(container.id, container);
    }
  }
  return { pods, containers };
}

function readPod(item: JsonObject): Pod | undefined {
  const { uid, name, namespace } = asObject(item.metadata) ?? {};
  const qosClass = asString(asObject(item.status)?.qosClass) ?? '';
  if (typeof uid !== 'string' || typeof name !== 'string' || typeof namespace !== 'string') return undefined;
  return { uid, name, namespace, qosClass };
}

function readContainers(item: JsonObject, pod: Pod): ContainerMetadata[] {
  const [spec, status] = [asObject(item.spec), asObject(item.status)];
  const given = asStrings(asObject(item.metadata)?.labels);
  const images = new Map(
    kindsOfContainer.flatMap((kind) => asList(spec?.[kind])).map(({ name, image }) => [name, asString(image)]),
  );
  return kindsOfStatus
    .flatMap((kind) => asList(status?.[kind]))
    .flatMap((one) => readContainer(one, images.get(one.name), pod, given) ?? []);
}

const containerId = /^([a-z0-9-]+):\/\/([0-9a-f]{64})$/;
const runtimes: ReadonlySet<string> = new Set<CgroupRuntime['name']>(['docker', 'containerd', 'cri-o']);

function readContainer(
  status: JsonObject,
  image: string | undefined,
  pod: Pod,
  podLabels: Readonly<Record<string, string>>,
): ContainerMetadata | undefined {
  const [, runtime = '', id] = containerId.exec(asString(status.containerID) ?? '') ?? [];
  const name = asString(status.name);
  if (id === undefined || name === undefined) return undefined;
  return {
    id,
    runtime: runtimes.has(runtime) ? (runtime as CgroupRuntime['name']) : 'unknown',
    pod,
    name: `k8s_${name}_${pod.name}_${pod.namespace}`,
    // As requested in the spec: if an image has several names, the runtime may report any of them.
    image: image || (asString(status.image) ?? ''),
    // Dockershim's had this prefix.
    imageId: (asString(status.imageID) ?? '').replace(/^docker-pullable:\/\//, ''),
    labels: {
      ...podLabels,
      // The labels that the kubelet gives to containers of any runtime.
      'io.kubernetes.pod.name': pod.name,
      'io.kubernetes.pod.namespace': pod.namespace,
      'io.kubernetes.pod.uid': pod.uid,
      'io.kubernetes.container.name': name,
    },
    volumes: [],
    ...readLife(status),
    created: undefined,
  };
}

/**
 * State and related fields. A container that waits after it has ended is what Docker calls restarting; its end is then
 * in `lastState`, which is also kept once it runs again.
 */
function readLife(status: JsonObject): Pick<ContainerMetadata, 'state' | 'inspect'> {
  const { running, waiting, terminated } = asObject(status.state) ?? {};
  const last = asObject(asObject(status.lastState)?.terminated);
  const end = asObject(terminated) ?? last;
  const state = stateOf({ running, waiting, terminated }, last !== undefined);
  const hasEnded = state === 'exited' || state === 'restarting';
  const startedAt = asTime((asObject(running) ?? end)?.startedAt);
  const inspect: ContainerInspect = {
    ...notOfKubernetes,
    startedAt,
    finishedAt: asTime(end?.finishedAt),
    exitCode: hasEnded ? asNumber(end?.exitCode) : undefined,
    oomKilled: hasEnded ? asString(end?.reason) === 'OOMKilled' : undefined,
    restartCount: asNumber(status.restartCount),
  };
  return { state, inspect };
}

function stateOf({ running, waiting, terminated }: JsonObject, ranBefore: boolean): ContainerState | undefined {
  if (asObject(running)) return 'running';
  if (asObject(terminated)) return 'exited';
  return asObject(waiting) && (ranBefore ? 'restarting' : 'created');
}

/** What `/pods` does not report, or reports in other terms than Docker. */
const notOfKubernetes = {
  ...{ pid: undefined, health: undefined, healthFailingStreak: undefined, cpuShares: undefined },
  ...{ restartPolicy: '', networkMode: '', ociRuntime: '', cgroupParent: '', logDriver: '' },
  ...{ logPath: undefined, logLimit: undefined, upperDir: undefined },
};

/** Go encodes an empty list as null. */
function asList(value: unknown): readonly JsonObject[] {
  return (Array.isArray(value) ? value : []).map(asObject).filter((one) => one !== undefined);
}
