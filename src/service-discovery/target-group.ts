import type { RunningContainer } from '../discovery/docker/endpoints/running-container.js';
import { sanitizeLabelName } from '../exposition/labels.js';

/** One group of Prometheus' HTTP SD, https://prometheus.io/docs/prometheus/latest/http_sd/. Each target is a group of its own. */
export interface TargetGroup {
  readonly targets: readonly [string];
  readonly labels: Readonly<Record<string, string>>;
}

/** Which containers become targets. The others may still share their networks with those. */
export interface TargetChoice {
  readonly isWanted: (container: RunningContainer) => boolean;
  /** Called with the reason why a container lacks a target that it could have. */
  readonly complain: (container: RunningContainer, reason: string) => void;
}

/** `10.0.0.1:80`, `[fd00::1]:80`; `:80` for an empty host, as in Go. */
export function joinHostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * Labels under the names that Prometheus gives them. If two names become the same, the first in the order of the
 * original names wins; docker_sd takes either.
 */
export function metaLabels(prefix: string, labels: Readonly<Record<string, string>>): Record<string, string> {
  const named = new Map<string, string>();
  for (const label of Object.keys(labels).sort()) {
    const name = `${prefix}${sanitizeLabelName(label)}`;
    if (!named.has(name)) named.set(name, labels[label] ?? '');
  }
  return Object.fromEntries(named);
}

export function pickLabels(
  labels: Readonly<Record<string, string>>,
  isShown: (label: string) => boolean,
): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([label]) => isShown(label)));
}

/** docker_sd's container labels for each of its targets; image and image_id since Prometheus 3. */
export function containerLabels(container: RunningContainer): Record<string, string> {
  return {
    __meta_docker_container_id: container.id,
    __meta_docker_container_name: container.firstName,
    __meta_docker_container_image: container.image,
    __meta_docker_container_image_id: container.imageId,
    __meta_docker_container_network_mode: container.networkMode,
    ...metaLabels('__meta_docker_container_label_', container.labels),
  };
}

/**
 * The container whose network this one is in: itself, except for `container:<id>`, which compose makes from `service:`.
 * Undefined if that container is not running.
 */
export function networkOwner(
  container: RunningContainer,
  byId: ReadonlyMap<string, RunningContainer>,
): RunningContainer | undefined {
  const seen = new Set<string>();
  let owner: RunningContainer | undefined = container;
  while (owner && owner.networks.length === 0 && owner.networkMode.startsWith('container:')) {
    if (seen.has(owner.id)) return undefined;
    seen.add(owner.id);
    owner = byId.get(owner.networkMode.slice('container:'.length));
  }
  return owner;
}
