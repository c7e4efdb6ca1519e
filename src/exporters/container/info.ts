import { namedBy } from '../../discovery/container.js';
import { gauge } from '../../exposition/family.js';
import { labels } from '../../exposition/labels.js';
import type { Collector } from '../collector.js';
import { eachContainer } from '../each.js';

/** In addition to the identity labels: name, image and Kubernetes' pod, namespace and container. */
const infoLabels = [
  'short_id',
  'image_id',
  'runtime',
  'oci_runtime',
  'network_mode',
  'restart_policy',
  'compose_project',
  'compose_service',
  'swarm_service',
  'swarm_task',
  'pod_uid',
  'named_by',
] as const;

type InfoLabels = Readonly<Record<(typeof infoLabels)[number], string | undefined>>;

const info = gauge(
  'container_info',
  'What a container is: always 1, for joining its labels to other series.',
  infoLabels,
);

export const containerInfo: Collector = {
  name: 'info',
  help: 'What each container is: image, runtime, network mode, restart policy, compose and swarm service',
  enabledByDefault: true,
  needs: 'runtime',
  families: [info],
  collect: (scrape) =>
    eachContainer(scrape, ({ cgroup, metadata, source, found }, emit) => {
      const id = metadata?.id ?? cgroup?.runtime?.id;
      // Ancestors and services are not containers.
      if (id === undefined) return;
      const { inspect } = metadata ?? {};
      const given = metadata?.labels ?? {};
      const pairs: InfoLabels = {
        // As `docker ps` shows it.
        short_id: cgroup?.runtime?.containerName === undefined ? id.slice(0, 12) : undefined,
        image_id: metadata?.imageId,
        runtime: metadata?.runtime ?? found?.runtime ?? cgroup?.runtime?.name,
        oci_runtime: inspect?.ociRuntime,
        network_mode: inspect?.networkMode,
        restart_policy: inspect?.restartPolicy,
        compose_project: given['com.docker.compose.project'],
        compose_service: given['com.docker.compose.service'],
        swarm_service: given['com.docker.swarm.service.name'],
        swarm_task: given['com.docker.swarm.task.name'],
        pod_uid: given['io.kubernetes.pod.uid'] ?? cgroup?.runtime?.podUid,
        named_by: namedBy({ cgroup, metadata, source, found }),
      };
      emit(info, 1, labels(pairs));
    }),
};
